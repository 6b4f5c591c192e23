namespace TalosBoot.Initramfs.KernelModules;

/// <summary>A value of a binary index of kernel modules.</summary>
/// <param name="Key">What is looked up: a module, an alias pattern, or <c>symbol:</c> and a name.</param>
/// <param name="Value">What it leads to: the name of a module, or its line of modules.dep.</param>
/// <param name="Priority">Values of a key are sorted by it, the lowest first.</param>
public sealed record KernelModuleIndexEntry(string Key, string Value, uint Priority);
