using TalosBoot.Core.Content;

namespace TalosBoot.Inspection.Tests;

/// <summary>Whether Secure Boot may be on goes by what comes out of the check of a signature, and not by there being one.</summary>
[TestFixture]
public sealed class BootStoryTests
{
    const string MayBeOn = "Secure Boot may be on where the machine trusts the signatures.";
    const string NotSound = "Secure Boot must be off: uki.efi is signed, and no signature is sound.";

    [Test]
    public async Task A_sound_signature_lets_Secure_Boot_be_on() =>
        Assert.That(await TellAsync(await TestUki.SignAsync(TestUki.Build())), Does.Contain(MayBeOn));

    [Test]
    public async Task A_program_without_signature_does_not() =>
        Assert.That(await TellAsync(TestUki.Build()), Does.Contain("Secure Boot must be off: uki.efi is not signed."));

    [Test]
    public async Task A_program_that_was_changed_after_it_was_signed_does_not()
    {
        var signed = (await TestUki.SignAsync(TestUki.Build())).ToArray();
        signed[signed.AsSpan().IndexOf("ID=talos"u8)] ^= 1;
        Assert.That(await TellAsync(BlobSource.FromBytes(signed)), Does.Contain(NotSound));
    }

    [Test]
    public async Task A_signature_of_noise_does_not()
    {
        var uki = TestUki.Build();
        var signed = (await TestUki.SignAsync(uki)).ToArray();
        signed.AsSpan((int)uki.Length + 8).Fill(0xA5);
        Assert.That(await TellAsync(BlobSource.FromBytes(signed)), Does.Contain(NotSound));
    }

    static async Task<IReadOnlyList<string>> TellAsync(BlobSource uki) => (await DemoAssets.InspectAsync(("uki.efi", uki))).Boots;
}
