using System.Security.Cryptography;
using System.Text;
using TalosBoot.Boot.Measurement;
using TalosBoot.Boot.Tests.Uki;
using TalosBoot.Boot.Uki;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Versions;
using TalosBoot.Executables.Pe;

namespace TalosBoot.Boot.Tests.Measurement;

public sealed class MeasurementTests
{
    [Test]
    public void The_signature_document_is_that_of_upstream()
    {
        string[] names =
        [
            ".hwids", ".dtbauto", ".profile", ".pcrpkey", ".sbat", ".uname", ".dtb", ".splash", ".ucode", ".initrd", ".cmdline", ".osrel", ".linux", ".pcrsig",
        ];
        var measurement = Measure([.. names.Select(name => (name, Encoding.ASCII.GetBytes(name)))]);
        using var key = new UpstreamKey();
        var signatures = PcrBanks.All.Select(bank => Sign(key.Key, bank, measurement)).ToList();
        Assert.That(
            signatures.Select(signature => Convert.ToHexStringLower(signature.Value)),
            Is.EqualTo(
            [
                "535f91bd7887cccefedd0b0344b3ce7d4fc390f356b276960547502657258839",
                "07a81a45b36a54296527f424360e376e6cf74ab4681c035079832ea68525bc02926fd793151665408ecc182bd32b5b03",
                "3521e1c6a94931d1cdd17de5141bb8d6ef6fa88d5eb5d069e1dc321d649ac601087d0613fedcf05e67f7508683f40fecaabbfb994a8876d8d7bd3ebbeb8bdf28",
            ]));
        var json = PcrSignatures.ToJson(
            key.Key,
            signatures.Select(entry => (entry.Bank, (ReadOnlyMemory<byte>)entry.Policy, (ReadOnlyMemory<byte>)entry.Signature)));
        Assert.That(json, Does.StartWith("{\"sha256\":[{\"pcrs\":[11],\"pkfp\":\""));
        Assert.That(
            json, Does.Contain("\"pol\":\"c0c4f61f8ac39267a7638cde8029b82a0ccd378b2acbfdffb77ee1f0f9d464ec\",\"sig\":\"zyyb7nNjQP6G"));
        Assert.That(
            json, Does.Contain("\"pol\":\"e8f6311e36f9ee038df65255ae7c471d1d1f91ce742b98a152be72337f6c937d\",\"sig\":\"SH9VntNIwbAp"));
        Assert.That(
            json, Does.Contain("\"pol\":\"207a8217158f9cc521dca50358a593dc61ed9308ef27da9df4ef64d634309160\",\"sig\":\"NY659iroM9PO"));
        Assert.That(json, Has.Length.EqualTo(2596));
        Assert.That(
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json))), Is.EqualTo(
                "a04be40dee91e36a819954211322346badf4647256d629729a04c94e81dc97cc"));
    }

    /// <summary>systemd's stub takes a section without content for none (PE_SECTION_VECTOR_IS_SET in src/fundamental/pe.h).</summary>
    [Test]
    public void A_section_without_content_is_not_measured()
    {
        var without = Measure([(".linux", [1]), (".osrel", [2])]);
        var with = Measure([(".linux", [1]), (".cmdline", []), (".osrel", [2]), (".splash", [])]);
        Assert.That(with.Predict(PcrBank.Sha256).Value, Is.EqualTo(without.Predict(PcrBank.Sha256).Value));
        Assert.That(Measure([(".cmdline", []), (".cmdline", [3]), (".linux", [1])]).Predict(PcrBank.Sha256).Value,
            Is.EqualTo(Measure([(".linux", [1])]).Predict(PcrBank.Sha256).Value), "That of a boot entry stands for the common one.");
    }

    [Test]
    public void The_bank_data_is_that_of_upstream()
    {
        var measurement = Measure(
        [
            (".initrd", File.ReadAllBytes(RepositoryPaths.Vector("uki", "measure", "a"))), (".linux", File.ReadAllBytes(RepositoryPaths.Vector("uki", "measure", "b"))),
            (".dtb", File.ReadAllBytes(RepositoryPaths.Vector("uki", "measure", "c"))),
        ]);
        using var key = new UpstreamKey();
        var (bank, _, policy, signature) = Sign(key.Key, PcrBank.Sha256, measurement);
        Assert.That(Convert.ToHexStringLower(policy), Is.EqualTo("a1c9d366451c82969238eb82a5282f84b6a3d499e540430ecf792083155225dd"));
        Assert.That(Convert.ToBase64String(signature), Does.StartWith("bO4F/T6bio7jLJFpi4GsJHjZ"));
        Assert.That(
            PcrSignatures.ToJson(key.Key, [(bank, policy, signature)]),
            Does.Contain("\"pkfp\":\"58f58f625bd8a8b6681e4b40688cf99b26419b6b2c5f6e14a2c7c67a3b0b1620\""));
    }

    [Test]
    [Category(UpstreamFiles.Category)]
    public async Task The_signed_example_is_built_byte_for_byte()
    {
        using var key = new UpstreamKey();
        var uki = await UkiBuilder.BuildSignedAsync(UpstreamExample.Options, key);
        Assert.That(uki.Length, Is.EqualTo(778_240));
        Assert.That(Digest.Sha256(uki).Hex, Is.EqualTo("21ca31a993a5c7b4bf9654a21a22d555b61a751a89645ba39bf8064711032ace"));
        var image = PeImage.Read(uki);
        Assert.That((image.SizeOfImage, image.SizeOfHeaders), Is.EqualTo((835_584, 1536)));
        Assert.That(image.Sections.Skip(6).Select(section => (section.Name, section.VirtualAddress)), Is.EqualTo(new (string, long)[]
        {
            (".osrel", 0x1b000), (".cmdline", 0x1c000), (".uname", 0x1d000), (".splash", 0x1e000), (".pcrpkey", 0xbb000), (".linux", 0xbc000),
            (".initrd", 0xc0000), (".profile", 0xc4000), (".pcrsig", 0xc5000), (".profile", 0xc6000), (".cmdline", 0xc7000), (".pcrsig", 0xc8000),
            (".profile", 0xc9000), (".cmdline", 0xca000), (".pcrsig", 0xcb000),
        }));
    }

    [TestCase(
        "main", "2d37d560514e0c16ced801f9d90af0f5f4cb24d3c6924f0ad79555554312ebe6",
        "ef4e6c022f1f3d3a2d321890ad38fabac1df2c010e750ebf11d23bc1808b3e72")]
    [TestCase(
        "reset-maintenance", "6093698ccd0b2fb7d964e11a176653cf70346acc7ec7e7442708d488cc7e1ff2",
        "e5ecfda08a00bee7f7b1175d66a2efb27aa4cbf4224c216b81df3d78029ee594")]
    [TestCase(
        "reset", "1cf63b2d78202c7eff80975d51891ca7d25cb7b15fa1e685810b49a5b3a02598",
        "45d69d0f3eb7a99d9e85b2d6fc326f2b9d953ec2e8b6f4cc5116e58a923bb1ba")]
    [Category(UpstreamFiles.Category)]
    public async Task The_report_predicts_PCR_11_of_each_profile(string profile, string value, string policy)
    {
        using var key = new UpstreamKey();
        var uki = await UkiBuilder.BuildSignedAsync(UpstreamExample.Options, key);
        var prediction = MeasurementReport.Create(UkiReader.Open(uki)).Find(profile, PcrBank.Sha256, BootPhase.EnterMachined);
        Assert.That((prediction.ValueText, prediction.PolicyText), Is.EqualTo((value, policy)));
    }

    [Test]
    public void The_report_has_every_profile_bank_and_phase()
    {
        var options = UkiBuilderTests.Options() with { Profiles = [UkiProfile.Reset("a=b")] };
        var report = MeasurementReport.Create(UkiReader.Open(UkiBuilder.Build(options)));
        Assert.That(report.ProfileIds, Is.EqualTo(new[] { "main", "reset" }));
        Assert.That(report.Predictions, Has.Count.EqualTo(2 * 3 * 5));
        Assert.That(report.Predictions.Select(prediction => prediction.ValueText), Is.Unique);
        Assert.That(report.Find("main", PcrBank.Sha512, BootPhase.KernelStart).Value.Length, Is.EqualTo(64));
        Assert.That(() => report.Find("other", PcrBank.Sha256, BootPhase.EnterInitrd), Throws.InstanceOf<ArgumentException>());
    }

    [Test]
    public async Task A_version_without_profiles_has_one_signature_at_the_end()
    {
        using var key = new UpstreamKey();
        var options = UkiBuilderTests.Options() with { Version = TalosVersion.Parse("v1.9.0"), Profiles = [UkiProfile.Reset("a=b")] };
        var uki = UkiReader.Open(await UkiBuilder.BuildSignedAsync(options, key));
        Assert.That(
            uki.Image.Sections.Skip(3).Select(section => section.Name), Is.EqualTo(
                new[] { ".osrel", ".cmdline", ".uname", ".pcrpkey", ".linux", ".initrd", ".pcrsig" }));
        Assert.That(
            Encoding.UTF8.GetString(uki.Image.FindSection(".pcrsig")!.Content.ToArray()),
            Does.Contain(MeasurementReport.Create(uki).Find(null, PcrBank.Sha384, BootPhase.EnterMachined).PolicyText));
    }

    [Test]
    public void Each_section_is_read_once_for_all_profiles_and_banks()
    {
        var read = 0L;
        var options = UkiBuilderTests.Options() with
        {
            Initramfs = new ObservedSource(BlobSource.FromBytes(TestBytes.Noise(3_000_000)), (_, length) => read += length),
            Profiles = [UkiProfile.Reset("a=b")],
        };
        MeasurementReport.Create(UkiReader.Open(UkiBuilder.Build(options)));
        Assert.That(read, Is.EqualTo(3_000_000));
    }

    [Test]
    public async Task Two_steps_give_the_same_bytes_as_one()
    {
        using var key = new UpstreamKey();
        var options = UkiBuilderTests.Options() with { Profiles = [UkiProfile.Reset("a=b")] };
        var publicKey = await key.GetPublicKeyAsync();
        var requests = UkiBuilder.Prepare(options, publicKey).Requests;
        Assert.That(
            requests.Select(request => request.Name),
            Is.EqualTo(new[] { "pcr11-main-sha256", "pcr11-main-sha384", "pcr11-main-sha512", "pcr11-reset-sha256", "pcr11-reset-sha384", "pcr11-reset-sha512" }));
        var signatures = new List<ReadOnlyMemory<byte>>();
        foreach (var request in requests)
        {
            signatures.Add(await key.SignAsync(request));
        }

        var twoSteps = UkiBuilder.Prepare(options, publicKey).Attach(signatures);
        Assert.That(Digest.Sha256(twoSteps), Is.EqualTo(Digest.Sha256(await UkiBuilder.BuildSignedAsync(options, key))));
    }

    [Test]
    public async Task A_signature_that_does_not_fit_is_refused()
    {
        using var key = new UpstreamKey();
        var prepared = UkiBuilder.Prepare(UkiBuilderTests.Options(), await key.GetPublicKeyAsync());
        var wrong = prepared.Requests.Select(_ => (ReadOnlyMemory<byte>)new byte[512]).ToList();
        Assert.That(
            () => prepared.Attach(wrong),
            Throws.TypeOf<SigningException>().With.Property("DiagnosticId").EqualTo(DiagnosticIds.SignatureRejected));
        Assert.That(() => prepared.Attach(wrong[1..]), Throws.InstanceOf<ArgumentException>());
    }

    [Test]
    public void A_cancelled_measurement_stops() => Assert.That(
        () => MeasurementReport.Create(UkiReader.Open(UkiBuilder.Build(UkiBuilderTests.Options())), new CancellationToken(true)),
        Throws.InstanceOf<OperationCanceledException>());

    static SectionMeasurement Measure(IReadOnlyList<(string Name, byte[] Content)> contents)
    {
        var sections = SectionMeasurement.InOrder(contents.Select(section => new PeSection
        {
            Name = section.Name,
            VirtualAddress = 0x1000,
            VirtualSize = section.Content.Length,
            RawOffset = 0x400,
            RawSize = 0x200,
            Characteristics = 0,
            Content = BlobSource.FromBytes(section.Content),
        }));
        return SectionMeasurement.Of(null, sections, SectionHashes.Compute(sections, CancellationToken.None));
    }

    static (PcrBank Bank, byte[] Value, byte[] Policy, byte[] Signature) Sign(RSA key, PcrBank bank, SectionMeasurement measurement)
    {
        var pcr = measurement.Predict(bank);
        pcr.Extend("enter-initrd");
        pcr.Extend("leave-initrd");
        pcr.Extend("enter-machined");
        var policy = TpmPolicy.ForPcr(bank, [11], pcr.Value);
        return (bank, pcr.Value, policy, key.SignData(policy, bank.ToHashAlgorithm(), RSASignaturePadding.Pkcs1));
    }
}
