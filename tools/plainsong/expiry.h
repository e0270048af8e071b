/* Saying what became of words that were taken away. */
#pragma once
#include <jansson.h>

#include "review/store/store.h"

/* What is still in this repository, why, and what to do; nothing when nothing is left. */
void expiry_print(const PsgStoreExpiry *expiry);

/* Adds "expired", "left", "held_by" and "obstacle" to an object. */
void expiry_add_json(json_t *object, const PsgStoreExpiry *expiry);
