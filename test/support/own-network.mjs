// node own-network.mjs SOCKET PROGRAM: runs a server that listens on every interface, in a network that has none but its own loopback.
// Whoever opens the socket file reaches it. Says "ready" then, and ends with its input.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const [socket, program] = process.argv.slice(2);
const PORT = 7233;
/** What `ip link set lo up` does, where there is no ip: SIOCSIFFLAGS with IFF_UP. */
const LOOPBACK_UP = `
import fcntl, socket, struct
fcntl.ioctl(socket.socket(), 0x8914, struct.pack('16sh22x', b'lo', 1))
`;

execFileSync('python3', ['-c', LOOPBACK_UP]);
const server = spawn(program, [String(PORT)], { stdio: ['ignore', 2, 2] });
process.on('exit', () => server.kill('SIGKILL'));
server.on('exit', () => process.exit(1));
server.on('error', () => process.exit(1));
process.stdin.resume().on('end', () => process.exit(0));

const reach = async () => {
  const to = connect(PORT, '127.0.0.1');
  await once(to, 'connect');
  return to;
};
while (
  !(await reach()
    .then((to) => to.destroy())
    .catch(() => null))
)
  await sleep(50);

createServer((from) => {
  const to = connect(PORT, '127.0.0.1');
  from.pipe(to).pipe(from);
  for (const [end, other] of [
    [from, to],
    [to, from],
  ])
    end.on('error', () => other.destroy());
}).listen(socket, () => console.log('ready'));
