/** Only the parts of ECharts that the report draws with, on SVG so that print stays sharp. */

import { LineChart } from "echarts/charts";
import { GridComponent, MarkAreaComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

use([LineChart, GridComponent, TooltipComponent, MarkAreaComponent, SVGRenderer]);

export { init };
