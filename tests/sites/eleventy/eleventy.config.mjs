import { IdAttributePlugin, InputPathToUrlTransformPlugin } from "@11ty/eleventy";

// github-slugger's rule.
const slugify = (text) =>
  text.toLowerCase().replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, "").replaceAll(" ", "-");

export default function (config) {
  config.addPlugin(IdAttributePlugin, { slugify });
  config.addPlugin(InputPathToUrlTransformPlugin);
  config.addPassthroughCopy({ static: "." });
  return { dir: { input: "content", includes: "../_includes", output: "_site" }, markdownTemplateEngine: "liquid" };
}
