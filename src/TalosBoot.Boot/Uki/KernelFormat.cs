namespace TalosBoot.Boot.Uki;

/// <summary>The kinds of kernel files that Talos releases carry.</summary>
public enum KernelFormat
{
    /// <summary>amd64: a bzImage, which is an EFI program too.</summary>
    BzImage,

    /// <summary>arm64 up to Talos 1.7: the plain <c>Image</c>, which is an EFI program too.</summary>
    Arm64Image,

    /// <summary>arm64 from Talos 1.8 on: a small EFI program that unpacks the <c>Image</c> in it.</summary>
    Arm64ZBoot,
}
