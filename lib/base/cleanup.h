/* Automatic cleanup (g_autoptr, g_auto) for the types of the libraries that Plainsong builds on.
 * Include this after the library's own header: a block below takes effect only where that header
 * was seen, so that a folder that has nothing to do with, say, git does not learn of it here. No
 * include guard, for the same reason. */
#include <glib.h>

#if defined(CMARK_H) && !defined(PSG_CLEANUP_CMARK)
#define PSG_CLEANUP_CMARK
G_DEFINE_AUTOPTR_CLEANUP_FUNC(cmark_node, cmark_node_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(cmark_iter, cmark_iter_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(cmark_parser, cmark_parser_free)
#endif

#if defined(__XML_TREE_H__) && !defined(PSG_CLEANUP_XML)
#define PSG_CLEANUP_XML
static inline void
psg_cleanup_xml_string(xmlChar **string)
{
    if (*string)
        xmlFree(*string);
}
#define psg_autoxml __attribute__((cleanup(psg_cleanup_xml_string))) xmlChar
G_DEFINE_AUTOPTR_CLEANUP_FUNC(xmlDoc, xmlFreeDoc)
#endif

#if defined(INCLUDE_git_repository_h__) && !defined(PSG_CLEANUP_GIT)
#define PSG_CLEANUP_GIT
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_repository, git_repository_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_object, git_object_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_commit, git_commit_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_tree, git_tree_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_tree_entry, git_tree_entry_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_blob, git_blob_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_tag, git_tag_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_index, git_index_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_reference, git_reference_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_odb, git_odb_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_odb_object, git_odb_object_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_signature, git_signature_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_config, git_config_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_status_list, git_status_list_free)
#endif

#if defined(_HAD_ZIP_H) && !defined(PSG_CLEANUP_ZIP)
#define PSG_CLEANUP_ZIP
G_DEFINE_AUTOPTR_CLEANUP_FUNC(zip_t, zip_discard)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(zip_source_t, zip_source_free)
#endif

#if defined(JANSSON_H) && !defined(PSG_CLEANUP_JSON)
#define PSG_CLEANUP_JSON
G_DEFINE_AUTOPTR_CLEANUP_FUNC(json_t, json_decref)
#endif
