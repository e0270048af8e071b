/* Personal data that a text seems to hold: what should not be published, and rarely stored. A hint
 * for the person who decides, never a verdict. */
#pragma once
#include <glib.h>

typedef enum {
    PSG_PERSONAL_NHS_NUMBER,       /* 10 digits whose last one checks the others (modulus 11) */
    PSG_PERSONAL_PUPIL_NUMBER,     /* UPN: a check letter and 12 digits, or a temporary one */
    PSG_PERSONAL_INSURANCE_NUMBER, /* National Insurance */
    PSG_PERSONAL_PHONE,
    PSG_PERSONAL_MAIL,
    PSG_PERSONAL_POSTCODE, /* in full */
    PSG_PERSONAL_BIRTH,    /* a date of birth; with a postcode near it, that of a person */
} PsgPersonalKind;
#define PSG_PERSONAL_KINDS 7

typedef struct {
    PsgPersonalKind kind;
    gsize start, end; /* bytes, half-open */
} PsgPersonalDatum;

/* What is found in `length` bytes of text (any bytes), in order, no two overlapping. The caller
 * owns the array (PsgPersonalDatum). */
GArray *psg_personal_find(const char *text, gsize length);

/* "an NHS number", for sentences. */
const char *psg_personal_kind_get_name(PsgPersonalKind kind);
