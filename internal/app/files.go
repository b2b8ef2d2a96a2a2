package app

import (
	"cmp"
	"context"
	"net/url"
	"strings"

	"newsdesk/internal/blob"
	"newsdesk/internal/config"
	"newsdesk/internal/media"
	"newsdesk/internal/picture"
)

// openFiles finds out where files are kept and what can be done with pictures here.
func (a *App) openFiles(ctx context.Context) (engine *picture.Engine, err error) {
	if a.store, err = openStore(a.config); err != nil {
		return nil, err
	}
	var helper *picture.Helper
	if a.config.Vips != "none" {
		if helper, a.codec, err = picture.FindHelper(ctx, a.config.Vips); err != nil {
			return nil, err
		}
	}
	return picture.New(picture.Options{Helper: helper}), nil
}

func (a *App) newMedia(engine *picture.Engine) (*media.Media, error) {
	limits := picture.DefaultLimits()
	limits.Bytes = cmp.Or(a.config.UploadBytes, limits.Bytes)
	return media.New(a.DB, a.Kinds, a.Shelf, media.Options{
		Store: a.store, Engine: engine, Limits: limits, Dir: a.config.Media(),
		CacheBytes: a.config.RenditionBytes, Key: derive(a.key, "renditions"), Base: a.config.MediaURL,
	})
}

// Finding is what an examination of the installation found of one thing.
type Finding struct {
	What string
	Says string
	Err  error
}

// Examine looks at what the program needs and at what it can use.
func (a *App) Examine(ctx context.Context) []Finding {
	return []Finding{
		{What: "database", Says: "answers", Err: a.DB.Ping(ctx)},
		{What: "files", Says: "can be written", Err: a.store.Ping(ctx)},
		{What: "pictures", Says: a.codec.String()},
	}
}

// openStore is where the files of images are kept.
func openStore(c config.Config) (blob.Store, error) {
	if c.FilesURL == "" {
		return blob.NewDisk(c.Blobs())
	}
	u, err := url.Parse(string(c.FilesURL))
	if err != nil {
		return nil, err
	}
	scheme := "https"
	if u.Scheme == "s3+http" {
		scheme = "http"
	}
	secret, _ := u.User.Password()
	bucket, prefix, _ := strings.Cut(strings.Trim(u.Path, "/"), "/")
	return blob.NewS3(blob.Options{
		Endpoint: scheme + "://" + u.Host, Region: u.Query().Get("region"), Bucket: bucket, Prefix: prefix,
		AccessKey: u.User.Username(), Secret: blob.Secret(secret), PathStyle: true,
	})
}
