namespace TalosBoot.Factory.Wizard.Offers;

/// <summary>The ways in which machines of a platform get their first image.</summary>
[Flags]
internal enum BootMethods
{
    None = 0,
    Disk = 1,
    Iso = 2,
    Pxe = 4,
}
