/** The outline of the launcher's icon, a speech bubble. The loader draws it without Lit. */
export const chatPath =
  'M12 3.5c-5 0-9 3.4-9 7.7 0 2.4 1.3 4.6 3.3 6l-.6 3.3 3.6-1.8c.9.2 1.8.3 2.7.3 5 0 9-3.4 9-7.8s-4-7.7-9-7.7Z'
