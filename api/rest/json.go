package rest

import (
	"net/http"
	"strconv"

	"github.com/go-json-experiment/json"
	"github.com/labstack/echo/v4"
)

// JSON answers with v for this caller alone: no cache may keep it. The same v
// always gives the same bytes.
func JSON(c echo.Context, status int, v any) error {
	body, err := json.Marshal(v, json.Deterministic(true))
	if err != nil {
		return err
	}
	return Private(c, status, "application/json; charset=utf-8", body)
}

// Private answers with bytes for this caller alone: no cache may keep them.
func Private(c echo.Context, status int, mediaType string, body []byte) error {
	h := c.Response().Header()
	h.Set("Cache-Control", "private, no-store")
	h.Set("Content-Type", mediaType)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	c.Response().WriteHeader(status)
	if c.Request().Method == http.MethodHead {
		return nil
	}
	_, err := c.Response().Write(body)
	return err
}

// Created answers 201 with v, its address and its entity tag.
func Created(c echo.Context, location, etag string, v any) error {
	h := c.Response().Header()
	h.Set("Location", location)
	h.Set("Etag", etag)
	return JSON(c, http.StatusCreated, v)
}

// Tagged answers 200 with v and its entity tag, see [ETag].
func Tagged(c echo.Context, etag string, v any) error {
	c.Response().Header().Set("Etag", etag)
	return JSON(c, http.StatusOK, v)
}

// None answers 204: it is done, and there is nothing to show.
func None(c echo.Context) error {
	c.Response().Header().Set("Cache-Control", "private, no-store")
	c.Response().WriteHeader(http.StatusNoContent)
	return nil
}

// Underway answers 202: it will be looked into, and there is nothing to show.
func Underway(c echo.Context) error {
	c.Response().Header().Set("Cache-Control", "private, no-store")
	c.Response().WriteHeader(http.StatusAccepted)
	return nil
}

// Moved answers 301: what was asked for has another address, for ever. The
// query of the request goes with it.
func Moved(c echo.Context, path string) error {
	if query := c.Request().URL.RawQuery; query != "" {
		path += "?" + query
	}
	h := c.Response().Header()
	h.Set("Location", path)
	h.Set("Cache-Control", "public, max-age=300")
	c.Response().WriteHeader(http.StatusMovedPermanently)
	return nil
}
