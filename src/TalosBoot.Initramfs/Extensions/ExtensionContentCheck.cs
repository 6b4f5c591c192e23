namespace TalosBoot.Initramfs.Extensions;

/// <summary>What is checked of the files in an extension (docs/formats/initramfs.md).</summary>
public enum ExtensionContentCheck
{
    /// <summary>Nothing: what Talos' own imager does since 1.9.</summary>
    None = 0,

    /// <summary>Each file's path must start with an allowed text, as Talos did up to 1.8: <c>/usr/localfoo</c> passes for <c>/usr/local</c>.</summary>
    Prefix = 1,

    /// <summary>Each file must be one of the allowed files, or lie in one of the allowed folders.</summary>
    Strict = 2,
}
