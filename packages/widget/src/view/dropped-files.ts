/** Whether what is dragged, dropped or pasted holds files. */
export const isOfFiles = (data: DataTransfer | null): boolean => data?.types.includes('Files') ?? false

export const filesOf = (data: DataTransfer | null): File[] => [...(data?.files ?? [])]
