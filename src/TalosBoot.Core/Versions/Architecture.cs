namespace TalosBoot.Core.Versions;

/// <summary>The processor architectures that Talos is built for.</summary>
public enum Architecture
{
    /// <summary>x86-64. Written <c>amd64</c>.</summary>
    Amd64,

    /// <summary>AArch64. Written <c>arm64</c>.</summary>
    Arm64,
}
