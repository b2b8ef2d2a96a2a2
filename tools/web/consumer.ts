// A client as a developer would write it, held against the types that the
// description gives. It is compiled, never run: a description that loses a member,
// forgets a type or permits what the server refuses fails here.
import createClient from "openapi-fetch";

import type { components, paths } from "./generated/newsdesk";

/** A client of the newsroom at the given address. */
export function newsroom(baseUrl: string, token?: string) {
  return createClient<paths>({
    baseUrl,
    headers: token === undefined ? {} : { Authorization: `Bearer ${token}` },
  });
}

/** What the newsroom says when it cannot do what was asked. */
export type Problem = components["schemas"]["Problem"];

/** The text of a problem, fit for a person. */
export function explain(problem: Problem): string {
  return `${problem.title} (${problem.code})`;
}
