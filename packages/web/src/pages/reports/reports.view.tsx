import type { Child } from 'hono/jsx';
import { Heading } from '../../view/layout.tsx';
import { href } from '../../view/link.tsx';

const list: readonly (readonly [address: string, title: string, about: string])[] = [
  [href('clusterhealth'), 'Health of the hosts', 'Which channels have room for more work, and which lack hosts'],
  [href('buildsbystatus'), 'Builds by outcome', 'How many builds succeeded and failed lately'],
  [href('buildsbytarget'), 'Builds by target', 'What is built for most'],
  [href('tasksbyhost'), 'Tasks by host', 'Which hosts do the work'],
  [href('tasksbyuser'), 'Tasks by user', 'Who gives them work'],
  [href('buildsbyuser'), 'Builds by user', 'Who builds most'],
  [href('rpmsbyhost'), 'RPMs by host', 'How many packages came from each host'],
];

export function reportsView(): Child {
  return (
    <>
      <Heading title="Reports" />
      <ul class="tiles wide">
        {list.map(([address, title, about]) => (
          <li>
            <a class="card" href={address}>
              <b>{title}</b>
              <span>{about}</span>
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}
