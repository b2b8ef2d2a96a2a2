// Command gazette is a small API with one of everything that the generator of
// descriptions must get right.
package main

// @title                       Gazette
// @version                     1
// @description                 A newspaper of one page.
// @license.name                Apache-2.0
// @license.url                 https://www.apache.org/licenses/LICENSE-2.0
// @BasePath                    /
// @tag.name                    Articles
// @tag.description             What the newspaper prints.
// @securityDefinitions.apikey  Bearer
// @in                          header
// @name                        Authorization
// @description                 The access token of a signed-in editor.
func main() {}
