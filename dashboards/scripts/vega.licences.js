/*!
Vega, Vega-Lite and Vega-Embed with the libraries they are made of, as put together by vl-convert. Each is used under its
own licence; their notices follow.

--- BSD-3-Clause ---

d3-ease: Copyright 2010-2026 Mike Bostock; Copyright 2001 Robert Penner.
vega, vega-canvas, vega-crossfilter, vega-dataflow, vega-encode, vega-event-selector, vega-expression, vega-force,
vega-format, vega-functions, vega-geo, vega-hierarchy, vega-interpreter, vega-label, vega-loader, vega-parser,
vega-projection, vega-regression, vega-runtime, vega-scale, vega-scenegraph, vega-selections, vega-statistics,
vega-time, vega-transforms, vega-util, vega-view, vega-view-transforms, vega-voronoi, vega-wordcloud: Copyright (c)
2015-2023, University of Washington Interactive Data Lab.
vega-embed, vega-lite: Copyright (c) 2015, University of Washington Interactive Data Lab.
vega-schema-url-parser: Copyright (c) 2017, Vega.
vega-themes: Copyright (c) 2016, University of Washington Interactive Data Lab.
vega-tooltip: Copyright 2016 Interactive Data Lab and contributors.

Redistribution and use in source and binary forms, with or without modification, are permitted provided that the
following conditions are met:

1. Redistributions of source code must retain the above copyright notice, this list of conditions and the following
disclaimer.

2. Redistributions in binary form must reproduce the above copyright notice, this list of conditions and the following
disclaimer in the documentation and/or other materials provided with the distribution.

3. Neither the name of the copyright holder nor the names of its contributors may be used to endorse or promote
products derived from this software without specific prior written permission.

THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND ANY EXPRESS OR IMPLIED WARRANTIES,
INCLUDING, BUT NOT LIMITED TO, THE IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT OWNER OR CONTRIBUTORS BE LIABLE FOR ANY DIRECT, INDIRECT, INCIDENTAL,
SPECIAL, EXEMPLARY, OR CONSEQUENTIAL DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR
SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER CAUSED AND ON ANY THEORY OF LIABILITY,
WHETHER IN CONTRACT, STRICT LIABILITY, OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE
OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.

--- ISC ---

d3-array, d3-color, d3-dispatch, d3-force, d3-format, d3-hierarchy, d3-interpolate, d3-quadtree, d3-scale, d3-shape,
d3-time, d3-time-format, d3-timer: Copyright 2010-2026 Mike Bostock.
d3-delaunay: Copyright 2018-2026 Observable, Inc; Copyright 2021 Mapbox.
d3-dsv: Copyright 2013-2026 Mike Bostock.
d3-geo: Copyright 2010-2026 Mike Bostock; Copyright 2008-2012 Charles Karney.
d3-geo-projection: Copyright 2013-2021 Mike Bostock; Copyright 2015 Ricky Reusser.
d3-path: Copyright 2015-2026 Mike Bostock.
d3-scale-chromatic: Copyright 2010-2026 Mike Bostock; Copyright 2002 Cynthia Brewer, Mark Harrower, and The
Pennsylvania State University.
delaunator: Copyright (c) 2026, Mapbox.
internmap: Copyright 2021 Mike Bostock.
semver: Copyright (c) Isaac Z. Schlueter and Contributors.
topojson-client: Copyright 2012-2019 Michael Bostock.

Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee is hereby
granted, provided that the above copyright notice and this permission notice appear in all copies.

THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH REGARD TO THIS SOFTWARE INCLUDING ALL
IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT,
INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS OF USE, DATA OR PROFITS, WHETHER IN
AN ACTION OF CONTRACT, NEGLIGENCE OR OTHER TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR
PERFORMANCE OF THIS SOFTWARE.

--- MIT ---

fast-json-patch: Copyright (c) 2013, 2014, 2020 Joachim Wester.
json-stringify-pretty-compact: Copyright (c) 2014, 2016, 2017, 2019, 2021, 2022 Simon Lydell.

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the 'Software'), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED 'AS IS', WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.

--- Parts of these under other terms ---

d3-geo holds parts of GeographicLib, Copyright 2008-2012 Charles Karney, and d3-geo-projection of integrate-adaptive-simpson,
Copyright 2015 Ricky Reusser: MIT, as above. d3-scale-chromatic holds the ColorBrewer schemes, Copyright 2002 Cynthia Brewer,
Mark Harrower, and The Pennsylvania State University: Apache License 2.0 (apache.org/licenses/LICENSE-2.0), distributed as
is, without warranties or conditions of any kind. tslib (0BSD) and robust-predicates (Unlicense) ask for no notice.
*/
