#!/bin/sh
# Draws the station's mark (a mountain, its path, the red box) with ImageMagick; run it in this folder
# after a change of the drawing. The results are committed: nobody needs ImageMagick to build.
set -eu

cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Drawn at 1024 and scaled down, so that every size has the same smooth edges.
convert -size 1024x1024 xc:none \
  -fill '#14614f' -draw 'roundrectangle 32,32 991,991 208,208' \
  -fill '#8fbfae' -draw 'polygon 512,668 700,372 900,668' \
  -fill '#fffdf8' -draw 'polygon 124,668 404,228 684,668' \
  -fill '#14614f' -draw 'polygon 340,330 404,228 468,330 436,372 404,338 372,372' \
  -fill '#fffdf8' -draw 'roundrectangle 124,708 900,764 28,28' \
  -fill '#b8321f' -draw 'roundrectangle 404,560 620,764 28,28' \
  -fill '#fffdf8' -draw 'rectangle 452,628 572,652' \
  "$work/mark.png"

for size in 32 128 256 512; do
  convert "$work/mark.png" -resize "${size}x${size}" -strip -define png:color-type=6 "$size.png"
done
mv 32.png 32x32.png
mv 128.png 128x128.png
mv 256.png 128x128@2x.png
mv 512.png icon.png
convert "$work/mark.png" -strip \
  \( -clone 0 -resize 16x16 \) \( -clone 0 -resize 32x32 \) \( -clone 0 -resize 48x48 \) \( -clone 0 -resize 256x256 \) \
  -delete 0 icon.ico
