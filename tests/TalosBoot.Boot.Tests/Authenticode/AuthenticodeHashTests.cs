using System.Text.RegularExpressions;
using TalosBoot.Boot.Authenticode;
using TalosBoot.Boot.Tests.Uki;
using TalosBoot.Boot.Uki;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Boot.Tests.Authenticode;

public sealed partial class AuthenticodeHashTests
{
    [TestCase("systemd-bootx64.efi", ExpectedResult = "4b1e62cda34e532c7448dd3bdc14f023bb58f7a8fe47a2aff704ebde08515fe4")]
    [TestCase("linuxx64.efi.stub", ExpectedResult = "3ea9fdb0b71f6ee97970c280f642f000d6734e74b1ac427a6bff00fa62227867")]
    [TestCase("addonx64.efi.stub", ExpectedResult = "e6a3e616142c86a5ef06068bd893f94601206e7372bfa408dc0034a5a2df27fc")]
    [Category(UpstreamFiles.Category)]
    public string Upstream_files_have_the_known_hashes(string file) => AuthenticodeHash.Compute(UpstreamFiles.File(file)).Hex;

    [Test]
    [Category(UpstreamFiles.Category)]
    public async Task The_upstream_examples_have_the_known_hashes()
    {
        using var key = new UpstreamKey();
        Assert.That(
            AuthenticodeHash.Compute(UpstreamStub.WithTwoSections).Hex, Is.EqualTo(
                "5399b57046b412198a285672b41ffd6742f7ed05dccaf1d7c4351ead588f90e8"));
        Assert.That(
            AuthenticodeHash.Compute(UkiBuilder.Build(UpstreamExample.Options)).Hex, Is.EqualTo(
                "ad8475a3aef31f3b3bb643521f7963e9acf8bf47a0d56c75bb0d4dc45fc541f4"));
        Assert.That(
            AuthenticodeHash.Compute(await UkiBuilder.BuildSignedAsync(UpstreamExample.Options, key)).Hex,
            Is.EqualTo("41e1ba428c110af83b5cf17fe6c633cb635d486a6cdf8d5565c700bb02286600"));
    }

    [Test]
    public void Pesign_and_efitools_compute_the_same_hash()
    {
        using var folder = new TemporaryFolder();
        var file = folder.WriteFile("uki.efi", UkiBuilder.Build(UkiBuilderTests.Options()).ToArray());
        var hash = AuthenticodeHash.Compute(BlobSource.FromFile(file)).Hex;
        Assert.That(ForeignTool.Run("pesign", "-h", "-i", file).Output, Does.Contain(hash));
        Assert.That(Hash().Match(ForeignTool.Run("hash-to-efi-sig-list", file, folder["esl"]).Output).Value, Is.EqualTo(hash));
    }

    [Test]
    public void The_checksum_and_nothing_else_of_the_headers_is_left_out()
    {
        var bytes = SyntheticPe.Stub();
        var hash = AuthenticodeHash.Compute(BlobSource.FromBytes(bytes));
        for (var offset = 0x40; offset < SyntheticPe.OptionalHeader + 112; offset++)
        {
            var changed = (byte[])bytes.Clone();
            changed[offset] ^= 1;
            try
            {
                var isEqual = AuthenticodeHash.Compute(BlobSource.FromBytes(changed)) == hash;
                Assert.That(
                    isEqual, Is.EqualTo(offset is >= SyntheticPe.OptionalHeader + 64 and < SyntheticPe.OptionalHeader + 68),
                    $"byte 0x{offset:x}");
            }
            catch (ImageFormatException)
            {
                // That byte has only one value.
            }
        }
    }

    [TestCase(0x400u, 8u)]
    [TestCase(0x0c00u, 8u)]
    [TestCase(0xffff_fff8u, 8u)]
    [TestCase(0u, 0xffff_ffffu)]
    public void A_certificate_table_that_is_not_at_the_end_is_refused(uint address, uint size)
    {
        var bytes = (byte[])[.. SyntheticPe.Stub(), .. new byte[16]];
        SyntheticPe.U32(bytes, SyntheticPe.OptionalHeader + 144, address);
        SyntheticPe.U32(bytes, SyntheticPe.OptionalHeader + 148, size);
        Assert.That(
            () => AuthenticodeHash.Compute(BlobSource.FromBytes(bytes)),
            Throws.TypeOf<ImageFormatException>().With.Property("DiagnosticId").EqualTo(DiagnosticIds.CertificateTableInvalid));
    }

    [Test]
    public void An_image_without_a_place_for_signatures_is_refused()
    {
        var bytes = SyntheticPe.Stub();
        SyntheticPe.U32(bytes, SyntheticPe.OptionalHeader + 108, 4);
        Assert.That(
            () => AuthenticodeHash.Compute(BlobSource.FromBytes(bytes)),
            Throws.TypeOf<ImageFormatException>().With.Property("DiagnosticId").EqualTo(DiagnosticIds.CertificateTableInvalid));
    }

    [GeneratedRegex("[0-9a-f]{64}")]
    private static partial Regex Hash();
}
