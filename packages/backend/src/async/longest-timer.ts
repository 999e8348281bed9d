/** The longest delay that timers keep: 24 days. A longer one would fire at once. */
export const longestTimerMs = 2_147_483_647
