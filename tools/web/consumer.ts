// A client as a developer would write it, held against the types that the
// description gives. It is compiled, never run: a description that loses a member,
// forgets a type or permits what the server refuses fails here.
import createClient from "openapi-fetch";

import type { components, paths } from "./generated/newsdesk";

type Schemas = components["schemas"];

/** A client of the newsroom at the given address. */
export function newsroom(baseUrl: string, token?: string) {
  return createClient<paths>({
    baseUrl,
    headers: token === undefined ? {} : { Authorization: `Bearer ${token}` },
  });
}

/** What the newsroom says when it cannot do what was asked. */
export type Problem = Schemas["Problem"];

/** The text of a problem, fit for a person. */
export function explain(problem: Problem): string {
  const places = (problem.errors ?? []).map((e) => `${e.pointer ?? e.parameter ?? e.header ?? ""}: ${e.detail}`);
  return [`${problem.title} (${problem.code})`, ...places].join("\n");
}

/** An article as a page of a site needs it. */
export interface Story {
  title: string;
  section: string | undefined;
  srcset: string | undefined;
  text: string;
}

/** Reads an article, or fails with what the newsroom says. */
export async function read(client: ReturnType<typeof newsroom>, slug: string): Promise<Story> {
  const { data: article, error } = await client.GET("/v1/articles/{slug}", {
    params: { path: { slug }, query: { include: ["section", "hero"] } },
  });
  if (article === undefined) {
    throw new Error(explain(error));
  }
  return {
    title: article.title,
    section: article.section?.name,
    srcset: article.hero?.srcset,
    text: article.body.map(textOf).join("\n"),
  };
}

/** The text of one block; its type decides what else it has. */
export function textOf(block: Schemas["Block"]): string {
  switch (block.type) {
    case "paragraph":
    case "heading":
    case "quote":
    case "correction":
      return block.text.map((span) => span.text).join("");
    case "list":
      return block.items.map((item) => item.text.map((span) => span.text).join("")).join("\n");
    case "image":
      return block.image?.caption ?? "";
    default:
      return "";
  }
}

/** The titles of all articles of a section, page by page. */
export async function* titles(client: ReturnType<typeof newsroom>, section: string): AsyncGenerator<string> {
  let cursor: string | null | undefined;
  do {
    const query = { section: [section], limit: 100, ...(cursor == null ? {} : { cursor }) };
    const { data: list, error } = await client.GET("/v1/articles", { params: { query } });
    if (list === undefined) {
      throw new Error(explain(error));
    }
    for (const article of list.data) {
      yield article.title;
    }
    cursor = list.page.next_cursor;
  } while (cursor !== null);
}

/** Writes a draft, and hands it in at the version that was written. */
export async function file(client: ReturnType<typeof newsroom>, title: string, text: string): Promise<Schemas["DraftArticle"]> {
  const draft = await client.POST("/v1/editorial/articles", {
    body: { title, body: [{ type: "paragraph", role: "lead", text: [{ text }] }] },
  });
  if (draft.data === undefined) {
    throw new Error(explain(draft.error));
  }
  const etag = draft.response.headers.get("ETag") ?? "";
  const submitted = await client.POST("/v1/editorial/articles/{id}/submit", {
    params: { path: { id: draft.data.id }, header: { "If-Match": etag } },
  });
  if (submitted.data === undefined) {
    throw new Error(explain(submitted.error));
  }
  return submitted.data;
}

/** What the server refuses must not compile. */
export async function mistakes(client: ReturnType<typeof newsroom>, id: string): Promise<void> {
  // @ts-expect-error A verb without If-Match would overwrite what someone else has done.
  await client.POST("/v1/editorial/articles/{id}/publish", { params: { path: { id } } });
  await client.PATCH("/v1/editorial/articles/{id}", {
    params: { path: { id }, header: { "If-Match": '"1.c0de4a11"' } },
    // @ts-expect-error Urgency is a number.
    body: { urgency: "5" },
  });
  await client.POST("/v1/editorial/articles", {
    // @ts-expect-error There is no such block.
    body: { title: "Tọa đàm", body: [{ type: "poem" }] },
  });
  // @ts-expect-error There is no such order.
  await client.GET("/v1/articles", { params: { query: { sort: "title" } } });
}
