/* A small document model made by hand, for the tests of every edition's writer: two documents, one
 * of them from right to left, with everything that a writer must treat in a way of its own. Its
 * people are made up. */
#pragma once
#include "publish/model/model.h"

typedef struct FixtureModel FixtureModel;

/* Names that must never be published: of people who did not agree, and identities of all.
 * NULL-terminated. */
extern const char *const fixture_secrets[];

FixtureModel *fixture_model_new(void);
void fixture_model_free(FixtureModel *fixture);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FixtureModel, fixture_model_free)

/* The model, which the test may change. */
PsgModel *fixture_model_get(FixtureModel *fixture);
PsgModelDocument *fixture_model_get_document(FixtureModel *fixture, guint index);
PsgModelChapter *fixture_model_get_chapter(FixtureModel *fixture, guint document, guint index);

/* Gives a chapter another text, written as the children of <article> in XHTML. In it,
 * href="chapter:D/C#id", "document:D", "file:N", "home" and "term:ID", and src="N", stand for
 * places of the model. */
void fixture_model_set_text(FixtureModel *fixture, PsgModelChapter *chapter, const char *xhtml);

/* Adds a picture to the model and to the first document. `bytes` are copied. */
void fixture_model_add_image(FixtureModel *fixture, const char *name, const char *media_type,
        const void *bytes, gsize length);

/* Gives the first document one more version, older than those it was given before. `number` NULL:
 * what is not released. `summary` is XHTML as above; `old_text` and `new_text` are Markdown of the
 * one chapter that changed. Each may be NULL. */
void fixture_model_add_version(FixtureModel *fixture, const char *number, gint64 time,
        const char *summary, const char *old_text, const char *new_text);
