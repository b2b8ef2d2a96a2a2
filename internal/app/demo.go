package app

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"golang.org/x/sync/errgroup"

	"newsdesk/internal/auth"
	"newsdesk/internal/content"
	"newsdesk/internal/db"
	"newsdesk/internal/demo"
	"newsdesk/internal/fault"
	"newsdesk/internal/policy"
	"newsdesk/internal/story"
)

// The names of the settings in which a database remembers that it is a demo.
const (
	demoContent = "demo_content" // begun or done
	demoUsers   = "demo_users"   // a MAC of the password that they have
)

// How far the content of the demo is.
const (
	demoBegun = "begun"
	demoDone  = "done"
)

// SeedDemo makes a newsroom to try the program with: the content of package
// demo, published, and a user for each role, see [DemoEmail], all with one
// password. What a start that was cut short has left undone is done by the
// next; what people have changed since stays as it is. It returns the slug of
// the imported story, or "" if that is not public any more.
//
// It fails with Conflict on a database with users or content of its own:
// nobody wants accounts there whose password is printed on the screen.
func (a *App) SeedDemo(ctx context.Context, password string) (slug string, err error) {
	defer fault.Wrap(&err, "seed the demo")
	progress, err := a.setting(ctx, demoContent)
	if err != nil {
		return "", err
	}
	if progress == "" {
		if err := a.claimForDemo(ctx); err != nil {
			return "", err
		}
	}
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() error { return a.seedUsers(gctx, password) })
	if progress != demoDone {
		g.Go(func() error { return a.seedContent(gctx) })
	}
	if err := g.Wait(); err != nil {
		return "", err
	}
	return a.publicStory(ctx)
}

// claimForDemo marks an empty database as a demo.
func (a *App) claimForDemo(ctx context.Context) error {
	return a.DB.Update(ctx, func(tx *db.Tx) error {
		var used int64
		err := db.Gorm(ctx, tx).Raw("SELECT (SELECT count(*) FROM entries) + (SELECT count(*) FROM users)").Scan(&used).Error
		if err != nil {
			return db.Err(err)
		}
		if used > 0 {
			return fault.New(fault.Conflict, "This database is in use and is no demo; choose another data directory")
		}
		return remember(ctx, tx, demoContent, demoBegun)
	})
}

func (a *App) setting(ctx context.Context, name string) (value string, err error) {
	err = db.Gorm(ctx, a.DB).Raw("SELECT value FROM settings WHERE name = ?", name).Scan(&value).Error
	return value, db.Err(err)
}

func (a *App) remember(ctx context.Context, name, value string) error {
	return a.DB.Update(ctx, func(tx *db.Tx) error { return remember(ctx, tx, name, value) })
}

func remember(ctx context.Context, tx *db.Tx, name, value string) error {
	_, err := tx.Exec(ctx, "INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", name, value)
	return err
}

// DemoEmail is the address of the user of the demo who has a role.
func DemoEmail(r policy.Role) string {
	return strings.ReplaceAll(string(r), "_", "-") + "@newsdesk.test"
}

// demoName is what the user of the demo with a role is called: as newsrooms
// call the role.
func demoName(r policy.Role) string {
	switch r {
	case policy.Contributor:
		return "Cộng tác viên"
	case policy.Reporter:
		return "Phóng viên"
	case policy.Editor:
		return "Biên tập viên"
	case policy.Secretary:
		return "Thư ký tòa soạn"
	case policy.EditorInChief:
		return "Tổng biên tập"
	case policy.Photographer:
		return "Phóng viên ảnh"
	case policy.Treasurer:
		return "Kế toán"
	case policy.Auditor:
		return "Kiểm toán viên"
	case policy.Admin:
		return "Quản trị viên"
	}
	return string(r)
}

// seedUsers makes the users of the demo, or gives them this password. That they
// have it already is known by a MAC, because asking their hashes takes longer
// than all the rest of a start.
func (a *App) seedUsers(ctx context.Context, password string) error {
	sum := hmac.New(sha256.New, derive(a.key, "demo users"))
	sum.Write([]byte(password))
	want := hex.EncodeToString(sum.Sum(nil))
	have, err := a.setting(ctx, demoUsers)
	if err != nil || have == want {
		return err
	}
	for _, r := range policy.Roles() {
		if err := a.seedUser(ctx, r, password); err != nil {
			return err
		}
	}
	return a.remember(ctx, demoUsers, want)
}

func (a *App) seedUser(ctx context.Context, r policy.Role, password string) error {
	actor := demoActor()
	u, err := a.FindUser(ctx, actor, DemoEmail(r))
	switch {
	case fault.Is(err, fault.NotFound):
		_, err = a.Auth.Add(ctx, actor, auth.NewUser{
			Email: DemoEmail(r), Name: demoName(r), Password: password,
			Grants: []policy.Grant{{Role: r, Sections: []string{policy.Everywhere}}},
		})
	case err == nil:
		_, err = a.Auth.SetPassword(ctx, actor, u.ID, auth.PasswordChange{New: password})
	}
	return err
}

func demoActor() auth.Actor { return auth.System("demo") }

// publicStory returns the slug under which the public reads the imported story.
func (a *App) publicStory(ctx context.Context) (string, error) {
	s, err := story.Parse(demo.Seed())
	if err != nil {
		return "", err
	}
	e, found, err := a.imported(ctx, s)
	if err != nil || !found || e.State != content.Published {
		return "", err
	}
	return e.Slug, nil
}
