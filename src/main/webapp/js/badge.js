// How many approvals wait, beside the link in Jenkins' side panel. Jenkins writes it once, when the page is loaded.

import { h } from './dom.js';

/**
 * @param {boolean} asked whether this rollout asked for approval when the page was loaded
 * @returns {function(boolean)} to be told whether it asks now; other rollouts of the build are counted as they were
 */
export function badge(asked) {
  const link = document.querySelector('#tasks .task-link--active');
  const element = link?.querySelector('.task-icon-badge')
    ?? h('span.jenkins-badge.jenkins-!-warning-color.task-icon-badge', null);
  const others = Math.max(0, (Number(element.textContent) || 0) - (asked ? 1 : 0));
  return (asks) => {
    const count = others + (asks ? 1 : 0);
    element.textContent = count;
    if (count === 0) {
      element.remove();
    } else {
      link?.append(element);
    }
  };
}
