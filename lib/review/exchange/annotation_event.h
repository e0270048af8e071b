/* An annotation of ours as the event that it was. */
#pragma once
#include <jansson.h>

#include "review/exchange/annotation.h"

/* Fills `read` with the event, or with what is wrong with it. */
void psg_annotation_read_event(json_t *annotation, PsgAnnotatedEvent *read);
