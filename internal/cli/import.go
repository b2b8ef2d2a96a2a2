package cli

import (
	"fmt"
	"os"
	"text/tabwriter"

	"newsdesk/internal/app"
	"newsdesk/internal/config"
	"newsdesk/internal/fault"
	"newsdesk/internal/story"
)

// importCommand is the commands that bring content in.
type importCommand struct {
	Story importStoryCommand `cmd:"" help:"Make a draft of a news page that was saved as text."`
}

type importStoryCommand struct {
	File  string `arg:"" type:"existingfile" help:"The page, plain text in UTF-8."`
	Again bool   `help:"Import it even if the article is there already."`
}

// Help implements kong.HelpProvider.
func (importStoryCommand) Help() string {
	return `Reads the page and makes a draft of it, with a record for each picture and for each
author who has none. What had to be inferred, and what the page does not tell, is
listed with the number of the line, for an editor to look at. The language is
--locale.

Example:
  newsdesk import story page.txt`
}

// Run imports the story.
func (i importStoryCommand) Run(p *process) error {
	c, err := p.settings()
	if err != nil {
		return err
	}
	return p.with(func(a *app.App) error { return i.run(p, c, a) })
}

func (i importStoryCommand) run(p *process, c config.Config, a *app.App) error {
	page, err := os.Open(i.File)
	if err != nil {
		return err
	}
	defer func() { _ = page.Close() }() // it was only read
	it, doubts, err := a.ImportStory(p.ctx, operator(), page, app.StoryImport{Locale: c.Locale, Again: i.Again})
	switch {
	case fault.Is(err, fault.Conflict):
		return fmt.Errorf("%w; --again makes another", err)
	case err != nil:
		return err
	}
	_, err = fmt.Fprintf(p.stdout, "%s\nis a draft now: %s, with the slug %s.\n", it.Title, it.ID, it.Slug)
	if err != nil || len(doubts) == 0 {
		return err
	}
	return p.list(doubts)
}

// list prints doubts, those about the whole page without a line.
func (p *process) list(doubts []story.Doubt) error {
	_, _ = fmt.Fprint(p.stdout, "\nPlease look at this:\n")
	table := tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', 0)
	for _, d := range doubts {
		place := "the page"
		if d.Line > 0 {
			place = fmt.Sprintf("line %d", d.Line)
		}
		_, _ = fmt.Fprintf(table, "%s\t%s\t%s\n", place, d.Field, d.Text)
	}
	return table.Flush()
}
