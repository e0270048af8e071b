/* What tests of setting text share. */
#pragma once
#include "publish/print/type/type.h"

typedef struct {
    PsgTypeFonts *fonts;
    PsgTypeContext *context;
} TypeFixture;

extern const PsgTypeLook type_body; /* 12 pt, with Arabic and Bengali behind Latin */
extern const char type_english[];

/* A cmocka group's own: fonts and a context. */
int type_set_up(void **state);
int type_tear_down(void **state);
PsgTypeContext *type_get_context(void **state);

/* A paragraph of one span; `span` and `text` must live as long. */
PsgTypeParagraph type_make_paragraph(const char *text, PsgTypeSpan *span, PsgLength width);

/* Fails unless every byte is in one run of one line, and no line is wider than the measure unless
 * it is a single cluster. */
void type_check_text(const PsgTypeText *text, const PsgTypeParagraph *paragraph);
/* Sets a paragraph and checks it. */
PsgTypeText *type_set_text(PsgTypeContext *context, const PsgTypeParagraph *paragraph);

const PsgTypeLine *type_get_line(const PsgTypeText *text, guint index);
const PsgTypeRun *type_get_run(const PsgTypeText *text, guint index);
const PsgGlyph *type_get_glyph(const PsgTypeText *text, guint index);
