SITENAME = "Well at work"
SITEURL = "https://example.org"
PATH = "content"
THEME = "theme"
TIMEZONE = "Europe/Warsaw"
DEFAULT_LANG = "en"
DEFAULT_CATEGORY = "guides"
USE_FOLDER_AS_CATEGORY = False
ARTICLE_TRANSLATION_ID = "translation_id"
ARTICLE_URL = "{slug}/"
ARTICLE_SAVE_AS = "{slug}/index.html"
ARTICLE_LANG_URL = "{lang}/{slug}/"
ARTICLE_LANG_SAVE_AS = "{lang}/{slug}/index.html"
STATIC_PATHS = ["en/images"]
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = None
AUTHOR_SAVE_AS = CATEGORY_SAVE_AS = TAG_SAVE_AS = ""
DIRECT_TEMPLATES = ["index"]
MARKDOWN = {
    "extension_configs": {
        "markdown.extensions.extra": {},
        "markdown.extensions.meta": {},
        "markdown.extensions.toc": {},
    },
    "output_format": "html5",
}
