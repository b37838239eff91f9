// Diagnostics of the template language. One exported function an error.
export {};
