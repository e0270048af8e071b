/* What the files about events share: the keys of the front matter, and the rules an event keeps. */
#pragma once
#include "review/event/event.h"

/* In the order in which they are written. */
typedef enum {
    PSG_KEY_EVENT,
    PSG_KEY_ID,
    PSG_KEY_THREAD,
    PSG_KEY_BY,
    PSG_KEY_GROUP,
    PSG_KEY_AT,
    PSG_KEY_AFTER,
    PSG_KEY_TO,
    PSG_KEY_KIND,
    PSG_KEY_OUTCOME,
    PSG_KEY_COMMIT,
    PSG_KEY_SESSION,
    PSG_KEY_TAGS,
    PSG_KEY_SOURCE,
    PSG_KEY_REDACTED,
    PSG_KEY_ON,
    PSG_KEY_ON_DOCUMENT,
    PSG_KEY_ON_PATH,
    PSG_KEY_ON_COMMIT,
    PSG_KEY_ON_BLOB,
    PSG_KEY_ON_START,
    PSG_KEY_ON_END,
    PSG_KEY_ON_HEADING,
    PSG_KEY_ON_EXACT,
    PSG_KEY_ON_PREFIX,
    PSG_KEY_ON_SUFFIX,
    PSG_KEY_REPLACE,
    PSG_KEYS,
    PSG_KEY_BODY = PSG_KEYS, /* for complaints: the body, or the event as a whole */
} PsgEventKey;

/* The key as it is in the file; those of `on` without it. */
const char *psg_event_key_get_name(PsgEventKey key);

/* What is wrong with an event. */
typedef struct {
    PsgEventKey key;
    char *message; /* without a full stop; the caller's */
} PsgComplaint;

/* TRUE when the event keeps every rule. Its body need not end in a NUL. */
gboolean psg_event_check(const PsgEvent *event, PsgComplaint *complaint);

/* TRUE for a text that every reader of YAML takes for itself without quotes. */
gboolean psg_event_is_plain(const char *text);
