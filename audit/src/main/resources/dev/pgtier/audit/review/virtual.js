// A list of which only the rows that can be seen are elements, so that a hundred thousand cost no more than fifty.

import { h } from './dom.js';

const SPARE = 8;

export class VirtualRows {
  /**
   * @param scroller the element that scrolls
   * @param render gives the element of a row by its index
   * @param nearEnd called when the last rows come into sight
   */
  constructor(scroller, render, nearEnd) {
    this.scroller = scroller;
    this.render = render;
    this.nearEnd = nearEnd;
    this.length = 0;
    this.shown = new Map();
    this.space = h('div', { class: 'space', role: 'rowgroup' });
    scroller.append(this.space);
    let asked = false;
    const later = () => {
      if (asked) return;
      asked = true;
      requestAnimationFrame(() => {
        asked = false;
        this.paint();
      });
    };
    scroller.addEventListener('scroll', later, { passive: true });
    new ResizeObserver(() => {
      this.measured = 0;
      later();
    }).observe(scroller);
  }

  /** Pixels, as the style sheet says. */
  get rowHeight() {
    this.measured ||= parseFloat(getComputedStyle(this.scroller).getPropertyValue('--row')) || 38;
    return this.measured;
  }

  /** There are so many rows now, and all are drawn anew. */
  reset(length) {
    this.shown.forEach((row) => row.remove());
    this.shown.clear();
    this.length = length;
    this.paint();
  }

  grow(length) {
    this.length = length;
    this.paint();
  }

  /** Rows came in front; what is in sight stays where it is. */
  shift(added, length) {
    const stay = this.scroller.scrollTop > 0;
    const top = this.scroller.scrollTop;
    this.reset(length);
    if (stay) this.scroller.scrollTop = top + added * this.rowHeight;
  }

  redraw(index) {
    const old = this.shown.get(index);
    if (!old) return;
    const row = this.place(index);
    old.replaceWith(row);
    this.shown.set(index, row);
  }

  place(index) {
    const row = this.render(index);
    row.style.transform = `translateY(${index * this.rowHeight}px)`;
    row.setAttribute('aria-rowindex', index + 1);
    return row;
  }

  paint() {
    const height = this.rowHeight;
    this.space.style.height = `${this.length * height}px`;
    const first = Math.max(0, Math.floor(this.scroller.scrollTop / height) - SPARE);
    const last = Math.min(this.length, Math.ceil((this.scroller.scrollTop + this.scroller.clientHeight) / height) + SPARE);
    if (this.drawnHeight !== height) {
      this.shown.forEach((row) => row.remove());
      this.shown.clear();
      this.drawnHeight = height;
    }
    for (const [index, row] of this.shown) {
      if (index < first || index >= last) {
        row.remove();
        this.shown.delete(index);
      }
    }
    let after = null;
    for (let index = last - 1; index >= first; index--) {
      let row = this.shown.get(index);
      if (!row) {
        row = this.place(index);
        this.space.insertBefore(row, after);
        this.shown.set(index, row);
      }
      after = row;
    }
    if (last >= this.length - 2 * SPARE) this.nearEnd();
  }

  /** Scrolls so far that the row is in sight. */
  reveal(index) {
    const height = this.rowHeight;
    const top = index * height;
    const view = this.scroller;
    if (top < view.scrollTop) view.scrollTop = top;
    else if (top + height > view.scrollTop + view.clientHeight) view.scrollTop = top + height - view.clientHeight;
    this.paint();
  }
}
