namespace TalosBoot.Signing.Pkcs11.Native;

/// <summary>A token in a slot.</summary>
/// <param name="Slot">The slot.</param>
/// <param name="Label">Its label.</param>
/// <param name="Manufacturer">Who made it.</param>
/// <param name="Model">What it is.</param>
/// <param name="Serial">Its serial number.</param>
/// <param name="Flags">CKF_ flags.</param>
internal sealed record CkToken(ulong Slot, string Label, string Manufacturer, string Model, string Serial, ulong Flags)
{
    public bool Matches(Pkcs11Uri uri) =>
        Fits(uri.Token, Label) && Fits(uri.Manufacturer, Manufacturer) && Fits(uri.Model, Model) && Fits(uri.Serial, Serial)
        && (uri.SlotId is null || uri.SlotId == Slot);

    static bool Fits(string? wanted, string actual) => wanted is null || wanted == actual;
}
