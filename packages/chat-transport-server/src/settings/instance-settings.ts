import { secret, unset } from '../schema/setting.ts'
import { text } from '../schema/values.ts'

const alone = 'this server answers for its own lines alone'

/** This server among several that share their sessions, behind a balancer without sticky sessions. */
export const instanceSettings = {
  name: unset(
    text('1 to 63 letters, digits and hyphens, such as n3', /^[A-Za-z\d-]{1,63}$/),
    alone,
    'The name of this server, another one for each of several. Goes with instance.address and instance.secret.',
  ),
  address: unset(
    text('an http(s) origin without a path, such as http://10.0.0.3:8080', /^https?:\/\/[^/?#@\s]+$/),
    alone,
    'Where the other servers reach the chat of this one, over the internal network.',
  ),
  secret: secret(
    text('32 characters or more', /^[\s\S]{32,}$/),
    alone,
    'The same for all of the servers, and known to nobody else: 32 random characters or more.',
  ),
}
