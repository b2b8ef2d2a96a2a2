// Newsdesk is a content management system for newsrooms, behind an API.
package main

//	@title						Newsdesk
//	@version					1
//	@description				The API of Newsdesk, a headless content management system for newsrooms. Below /v1/editorial the newsroom works, with a token; everything else below /v1 is what the public reads.
//	@license.name				Apache-2.0
//	@license.url				https://www.apache.org/licenses/LICENSE-2.0
//	@BasePath					/
//	@tag.name					Articles
//	@tag.description			News text.
//	@tag.name					Pages
//	@tag.description			Text that stands by itself, such as "about us".
//	@tag.name					Events
//	@tag.description			What takes place, when and where.
//	@tag.name					Campaigns
//	@tag.description			Drives for donations: what they are for, and how one gives.
//	@tag.name					Donations
//	@tag.description			Giving, and what becomes of a gift.
//	@tag.name					Treasury
//	@tag.description			The ledger of donations, and what the newsroom does with it.
//	@tag.name					Registrations
//	@tag.description			Who comes to events, and the door.
//	@tag.name					Feeds
//	@tag.description			What others subscribe to.
//	@tag.name					Sections
//	@tag.description			The parts of the paper, as a tree.
//	@tag.name					Tags
//	@tag.description			Topics.
//	@tag.name					Authors
//	@tag.description			People who are credited.
//	@tag.name					Organisations
//	@tag.description			Bodies that stories are about.
//	@tag.name					Images
//	@tag.description			Pictures, with their words and credits.
//	@tag.name					Site
//	@tag.description			What the site says of itself.
//	@tag.name					Signing in
//	@tag.description			Signing in and out.
//	@tag.name					Second factor
//	@tag.description			Authenticator apps, passkeys and recovery codes of one's own.
//	@tag.name					People
//	@tag.description			Who may sign in.
//	@tag.name					Roles
//	@tag.description			What people may do, in roles of the newsroom's own.
//	@tag.name					Keys
//	@tag.description			Portals and apps, and the API keys that they come with.
//	@tag.name					Administration
//	@tag.description			The record of what was done, and the answer to a break-in.
//	@tag.name					Documentation
//	@tag.description			What this API is and what its problems mean.
//	@tag.name					Health
//	@tag.description			How the server is.
//	@securityDefinitions.apikey	Bearer
//	@in							header
//	@name						Authorization
//	@description				"Bearer " and the access token that signing in gave.

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // machines without a time zone database

	"newsdesk/internal/cli"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	os.Exit(cli.Main(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr))
}
