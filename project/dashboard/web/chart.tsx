import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { isDark, language } from './state.ts';

export interface Series {
  readonly label: string;
  readonly values: readonly (number | null)[];
  /** A colour of app.css, as `c1`. */
  readonly colour: string;
  readonly kind: 'line' | 'bars' | 'points' | 'edge';
  readonly axis?: 'left' | 'right';
  readonly isDashed?: boolean;
  readonly width?: number;
  /** Lines that mean the same share one entry of the legend, which bears this text; empty for none. */
  readonly legend?: string;
}

export interface ChartProps {
  /** Where the values stand: a text each, or numbers on a logarithmic scale. */
  readonly labels?: readonly string[];
  /** Shorter texts for the axis. */
  readonly ticks?: readonly string[];
  readonly positions?: readonly number[];
  readonly series: readonly Series[];
  readonly left: (value: number) => string;
  readonly right?: (value: number) => string;
  readonly leftTitle?: string;
  readonly rightTitle?: string;
  readonly xTitle?: string;
  /** Indexes of two series between which the area is filled. */
  readonly band?: readonly [upper: number, lower: number];
  readonly lines?: readonly Line[];
  readonly isLogarithmic?: boolean;
  /** The left axis ends there, whatever the values. */
  readonly leftMaximum?: number;
  /** What the chart shows, for those who cannot see it. */
  readonly description: string;
  readonly height?: number;
}

/** A straight line across, with what it means. */
interface Line {
  readonly at: number;
  readonly direction: 'horizontal' | 'vertical';
  readonly label: string;
}

/** A chart on a canvas; it is drawn anew when what it shows or the colours change, and fits its place. */
export function Chart(props: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const height = props.height ?? 320;
  useEffect(() => {
    const element = place.current!;
    const plot = new uPlot(optionsOf(props, element.clientWidth, height), dataOf(props), element);
    const observer = new ResizeObserver(() => {
      if (element.clientWidth !== plot.width) plot.setSize({ width: element.clientWidth, height });
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot.destroy();
    };
  }, [props.series, props.labels, props.positions, props.lines, isDark.value, language.value]);
  return (
    <figure class="chart">
      <ul class="legend" aria-hidden="true">
        {props.series
          .filter(({ kind, legend }) => kind !== 'edge' && legend !== '')
          .map(({ label, legend = label, colour, kind, isDashed }) => (
            <li key={label} class={`swatch ${colour} ${kind}${isDashed ? ' dashed' : ''}`}>
              {legend}
            </li>
          ))}
      </ul>
      <div ref={place} role="img" aria-label={props.description} class="canvas" />
    </figure>
  );
}

function dataOf({ labels, positions, series }: ChartProps): uPlot.AlignedData {
  const xs = positions ?? labels!.map((_, index) => index);
  return [xs, ...series.map(({ values }) => values)] as unknown as uPlot.AlignedData;
}

function optionsOf(props: ChartProps, width: number, height: number): uPlot.Options {
  const colours = getComputedStyle(document.documentElement);
  const colour = (name: string): string => colours.getPropertyValue(`--${name}`).trim();
  const { labels, series, band, isLogarithmic } = props;
  const usesRight = series.some(({ axis }) => axis === 'right');
  const font = '12px system-ui, sans-serif';
  const axis = { stroke: colour('quiet'), font, labelFont: font, ticks: { show: false }, labelSize: 20 };
  const grid = { stroke: colour('line'), width: 1 };
  const isNarrow = width < 520;
  return {
    width,
    height,
    legend: { show: false },
    cursor: { drag: { x: false, y: false }, points: { size: 7 }, y: false },
    padding: [12, usesRight ? 4 : isLogarithmic ? 28 : 16, 0, 4],
    scales: {
      x: isLogarithmic
        ? { time: false, distr: 3 }
        : { time: false, range: (_, min, max) => [min - 0.6, max + 0.6] },
      left: isLogarithmic
        ? { distr: 3 }
        : {
            range: (_, min, max) => [
              Math.min(0, min * 1.05),
              props.leftMaximum ?? (Math.max(max, 0) * 1.08 || 1),
            ],
          },
      right: { range: (_, _min, max) => [0, Math.max(max, 0) * 1.08 || 1] },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        ...(props.xTitle !== undefined && { label: props.xTitle }),
        size: 34,
        space: isNarrow ? 64 : 76,
        ...(labels && {
          incrs: [1, 2, 3, 4, 6, 8, 13, 26, 50, 100, 200, 500, 1000, 2000],
          values: (_: uPlot, splits: number[]) =>
            splits.map((split) => (Number.isInteger(split) ? ((props.ticks ?? labels)[split] ?? '') : '')),
        }),
        ...(isLogarithmic && {
          splits: powersOfTen,
          values: (_: uPlot, splits: number[]) => splits.map(String),
        }),
      },
      {
        ...axis,
        scale: 'left',
        grid,
        size: 58,
        ...(props.leftTitle !== undefined && !isNarrow && { label: props.leftTitle }),
        ...(isLogarithmic && { splits: powersOfTen }),
        values: (_, splits) => splits.map((value) => props.left(value)),
      },
      {
        ...axis,
        scale: 'right',
        side: 1,
        show: usesRight,
        grid: { show: false },
        size: 52,
        ...(props.rightTitle !== undefined && !isNarrow && { label: props.rightTitle }),
        values: (_, splits) => splits.map((value) => (props.right ?? props.left)(value)),
      },
    ],
    series: [{}, ...series.map((item) => seriesOf(item, colour))],
    ...(band && { bands: [{ series: [band[0] + 1, band[1] + 1], fill: colour('band') }] }),
    plugins: [tooltip(props), ...(props.lines ? [linesAcross(props.lines, colour, font)] : [])],
  };
}

function seriesOf(
  { label, kind, colour: name, axis = 'left', isDashed, width = 2 }: Series,
  colour: (name: string) => string,
): uPlot.Series {
  const shared = { label, scale: axis, stroke: colour(name) };
  if (kind === 'bars')
    return {
      ...shared,
      fill: colour(`${name}-soft`),
      width: 0,
      paths: uPlot.paths.bars!({ size: [0.66, 48] }),
      points: { show: false },
    };
  if (kind === 'points')
    return {
      ...shared,
      paths: () => null,
      points: { show: true, size: 5, width: 0, fill: colour(name), stroke: colour(name) },
    };
  return {
    ...shared,
    width: kind === 'edge' ? 0 : width,
    points: { show: false },
    ...(isDashed && { dash: [6, 5] }),
  };
}

/** A logarithmic axis is divided at the powers of ten alone. */
function powersOfTen(_: uPlot, _axis: number, min: number, max: number): number[] {
  const first = Math.ceil(Math.log10(min) - 1e-9);
  const count = Math.floor(Math.log10(max) + 1e-9) - first + 1;
  return Array.from({ length: Math.max(0, count) }, (_, index) => 10 ** (first + index));
}

/** What stands where the pointer is, as a box beside it. */
function tooltip({ labels, series, left, right }: ChartProps): uPlot.Plugin {
  const box = document.createElement('div');
  box.className = 'tooltip';
  box.hidden = true;
  return {
    hooks: {
      init: (plot) => {
        plot.over.append(box);
        plot.over.addEventListener('mouseleave', () => (box.hidden = true));
      },
      setCursor: (plot) => {
        const { idx, left: x = -1 } = plot.cursor;
        const entries = series.flatMap(({ label, values, axis, colour }) => {
          const value = idx == null ? null : (values[idx] ?? null);
          return value === null
            ? []
            : [{ colour, text: `${label}: ${(axis === 'right' ? (right ?? left) : left)(value)}` }];
        });
        box.hidden = idx == null || x < 0 || entries.length === 0 || !labels;
        if (box.hidden) return;
        const heading = document.createElement('strong');
        heading.textContent = labels![idx!] ?? '';
        box.replaceChildren(
          heading,
          ...entries.map(({ text, colour }) => {
            const line = document.createElement('span');
            line.className = `swatch ${colour}`;
            line.textContent = text;
            return line;
          }),
        );
        const room = plot.over.clientWidth;
        box.style.left = `${x > room / 2 ? Math.max(0, x - box.offsetWidth - 12) : x + 12}px`;
      },
    },
  };
}

function linesAcross(lines: readonly Line[], colour: (name: string) => string, font: string): uPlot.Plugin {
  return {
    hooks: {
      draw: (plot) => {
        const { ctx, bbox } = plot;
        const ratio = devicePixelRatio;
        ctx.save();
        ctx.strokeStyle = colour('text');
        ctx.fillStyle = colour('text');
        ctx.lineWidth = ratio;
        ctx.setLineDash([4 * ratio, 4 * ratio]);
        ctx.font = font.replace('12', String(12 * ratio));
        for (const { at, direction, label } of lines) {
          ctx.beginPath();
          if (direction === 'horizontal') {
            const y = plot.valToPos(at, 'left', true);
            ctx.moveTo(bbox.left, y);
            ctx.lineTo(bbox.left + bbox.width, y);
            ctx.textAlign = 'right';
            ctx.fillText(label, bbox.left + bbox.width - 6 * ratio, y - 6 * ratio);
          } else {
            const x = plot.valToPos(at, 'x', true);
            ctx.moveTo(x, bbox.top);
            ctx.lineTo(x, bbox.top + bbox.height);
            const isLeft = x < bbox.left + bbox.width / 2;
            ctx.textAlign = isLeft ? 'left' : 'right';
            ctx.fillText(label, x + (isLeft ? 8 : -8) * ratio, bbox.top + bbox.height - 10 * ratio);
          }
          ctx.stroke();
        }
        ctx.restore();
      },
    },
  };
}
