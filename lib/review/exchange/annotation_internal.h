/* What the writer and the reader of annotations share: how our things are named as IRIs (RFC
 * 3987). */
#pragma once
#include "review/exchange/annotation.h"

#define PSG_W3C_CONTEXT "http://www.w3.org/ns/anno.jsonld"
#define PSG_TERMS "urn:x-plainsong:terms:"
#define PSG_EVENT_IRI "urn:x-plainsong:event:"
#define PSG_PERSON_IRI "urn:x-plainsong:person:"
#define PSG_DOCUMENT_IRI "urn:x-plainsong:document:"
#define PSG_SOURCE_IRI "urn:x-plainsong:source:" /* and the path, percent-encoded */
#define PSG_CONTENT_SWHID "swh:1:cnt:"
#define PSG_REVISION_SWHID "swh:1:rev:"
#define PSG_MARKDOWN_TYPE "text/markdown"
#define PSG_FRAGMENT_RULES "http://tools.ietf.org/rfc/rfc3236"
