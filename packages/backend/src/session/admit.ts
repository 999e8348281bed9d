import { admissionOf } from '../application/admission.ts'
import type { Admission } from '../application/admission.ts'
import type { AttachRequest, AuthenticateContext, IdentifyRequest } from '../application/hooks.ts'
import { loginFailed } from '../commands/refusal.ts'
import type { BackendSettings } from './backend-settings.ts'

type AdmittingSettings = Pick<BackendSettings, 'authenticate' | 'boundedWait' | 'clock' | 'hookTimeoutMs'>

/** Asks the application who a visitor is. Throws error 101 if they may not come in, or their log-in has expired. */
export async function admit(
  { authenticate, boundedWait, clock, hookTimeoutMs }: AdmittingSettings,
  request: AttachRequest | IdentifyRequest,
  context: AuthenticateContext,
): Promise<Admission> {
  const result: unknown = await boundedWait.within(hookTimeoutMs, async () => authenticate(request, context))
  const admission = admissionOf(result, clock.now())
  if (!admission) throw loginFailed()
  const { expiresAt } = admission
  if (expiresAt !== undefined && expiresAt <= clock.now()) throw loginFailed('the log-in has expired')
  return admission
}
