/** What the answer to an attach is counted as. */
export function answerName(answer: string): string {
  if (answer.includes('"EventAttached"')) return 'attached'
  const [, code] = /"code":(\d+)/.exec(answer) ?? []
  if (code !== undefined) return `refused with ${code}`
  return answer.includes('"EventSessionTaken"') ? 'taken' : 'answered otherwise'
}
