using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace TalosBoot.Core.Versions;

/// <summary>The spellings of an <see cref="Architecture"/>.</summary>
public static class ArchitectureNames
{
    /// <summary>The name that profiles, image platforms and file names use: <c>amd64</c> or <c>arm64</c>.</summary>
    public static string ToName(this Architecture architecture) => architecture switch
    {
        Architecture.Amd64 => "amd64",
        Architecture.Arm64 => "arm64",
        _ => throw new ArgumentOutOfRangeException(nameof(architecture)),
    };

    /// <summary>The name that the removable-media boot path uses: <c>X64</c> or <c>AA64</c> (UEFI 2.10, section 3.5.1.1).</summary>
    public static string ToEfiName(this Architecture architecture) => architecture switch
    {
        Architecture.Amd64 => "X64",
        Architecture.Arm64 => "AA64",
        _ => throw new ArgumentOutOfRangeException(nameof(architecture)),
    };

    /// <summary>Reads <c>amd64</c> or <c>arm64</c>, in lower case only.</summary>
    /// <param name="name">The text.</param>
    /// <param name="architecture">The architecture, when the text is one.</param>
    public static bool TryParse([NotNullWhen(true)] string? name, out Architecture architecture)
    {
        architecture = name == "arm64" ? Architecture.Arm64 : Architecture.Amd64;
        return name is "amd64" or "arm64";
    }

    /// <summary>The architecture of the machine that runs this program, or amd64 when Talos does not run on it. For front ends only.</summary>
    public static Architecture Host =>
        RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? Architecture.Arm64 : Architecture.Amd64;
}
