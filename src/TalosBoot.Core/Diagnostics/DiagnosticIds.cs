namespace TalosBoot.Core.Diagnostics;

/// <summary>The stable ids of everything that TalosBoot reports. Each is described in docs/diagnostics.md.</summary>
/// <remarks>
/// Blocks: 10xx profile, 11xx schematic, 20xx registry and container images, 21xx content mismatch, 30xx extension, 40xx any reader,
/// 41xx archives, 42xx compression, 43xx file systems, 44xx PE and UKI, 45xx signing, 46xx disks, 50xx layout, 60xx files of the host,
/// 70xx overlay, 80xx unsupported.
/// </remarks>
public static partial class DiagnosticIds
{
}
