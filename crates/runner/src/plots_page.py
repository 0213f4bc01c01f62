"""Writes the page into which `dvc plots show` puts its plots, with the script that draws them inside.

Usage: python plots_page.py > PAGE    (while the runner's image is built, with vl-convert-python)

DVC's own page takes that script from the internet when somebody looks at it, and stays blank without. DVC replaces
the words in braces.
"""

import vl_convert

PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
{refresh_tag}
<title>DVC plots</title>
<style>body { background: #fff; color: #1b1f24; font-family: sans-serif; }</style>
<script>SCRIPT</script>
</head>
<body>
<noscript>These plots are drawn by a script, which this browser does not run.</noscript>
{plot_divs}
</body>
</html>
"""

# DVC calls `vegaEmbed`. Its menu could send a plot to an editor on the internet: that entry is left out.
EMBED = """
const actions = { export: true, source: true, compiled: false, editor: false };
window.vegaEmbed = (place, spec) => vegaEmbed(place, spec, { actions });
"""

if __name__ == "__main__":
    script = vl_convert.javascript_bundle(EMBED, vl_version="5.20")
    # Within a page, this would end the script; in a string it means the same with a backslash.
    script = script.replace("</script", "<\\/script")
    print(PAGE.replace("SCRIPT", script), end="")
