using CsCheck;
using TalosBoot.Boot.Authenticode;
using TalosBoot.Boot.Measurement;
using TalosBoot.Boot.Tests.Uki;
using TalosBoot.Boot.Uki;
using TalosBoot.Core.Content;
using TalosBoot.Core.Determinism;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Executables.Pe;

namespace TalosBoot.Boot.Tests;

/// <summary>Whatever is done to a program: readers, signers, verifiers and builders do their work or say what is wrong, in bounded time and memory.</summary>
public sealed class HostileProgramTests
{
    /// <summary>A small UKI with two profiles and a signature.</summary>
    static readonly Lazy<byte[]> Uki = new(() => AuthenticodeSigner.SignAsync(
        UkiBuilder.Build(UkiBuilderTests.Options() with
        {
            Kernel = BlobSource.FromBytes(SyntheticKernel.BzImage(length: 0x1300)),
            Initramfs = BlobSource.FromText("initramfs"),
            Profiles = [UkiProfile.Reset("a=b")],
        }),
        TestSigner.First).GetAwaiter().GetResult().ToArray());

    [TestCase(nameof(Read))]
    [TestCase(nameof(Measure))]
    [TestCase(nameof(Compare))]
    [TestCase(nameof(Verify))]
    [TestCase(nameof(Sign))]
    [TestCase(nameof(UseAsStub))]
    [TestCase(nameof(UseAsKernel))]
    public void A_changed_program_is_worked_on_or_refused_and_nothing_else(string work)
    {
        Func<byte[], bool> action = work switch
        {
            nameof(Read) => Read,
            nameof(Measure) => Measure,
            nameof(Compare) => Compare,
            nameof(Verify) => Verify,
            nameof(Sign) => Sign,
            nameof(UseAsStub) => UseAsStub,
            _ => UseAsKernel,
        };
        Assert.That(action(Uki.Value), Is.True);
        HostileProgram.Changes.Sample(change => HostileBytes.Survives(() => action(change(Uki.Value))), iter: 1_500, threads: 2);
    }

    [Test]
    public void Many_records_in_a_certificate_table_are_refused_before_they_are_judged()
    {
        var program = SyntheticPe.Stub();
        byte[] table = [.. Enumerable.Range(0, 100_000).SelectMany(_ => new byte[] { 8, 0, 0, 0, 0, 2, 2, 0 })];
        SyntheticPe.U32(program, SyntheticPe.OptionalHeader + 144, (uint)program.Length);
        SyntheticPe.U32(program, SyntheticPe.OptionalHeader + 148, (uint)table.Length);
        Assert.That(
            () => AuthenticodeVerifier.Verify(BlobSource.FromBytes((byte[])[.. program, .. table]), []),
            Throws.TypeOf<ImageFormatException>().With.Property("DiagnosticId").EqualTo(DiagnosticIds.LimitExceeded));
    }

    /// <summary>A file of 3 GiB whose sections, texts and certificate table claim to be that large.</summary>
    [TestCase(".osrel")]
    [TestCase(".linux")]
    [TestCase("certificates")]
    public void Sizes_of_gigabytes_cost_no_memory(string large)
    {
        const uint Size = 0xc000_0000;
        var headers = new SyntheticPe().Add(".osrel", [1]).Add(".cmdline", [2]).Add(".initrd", [3]).Add(".linux", [4]).Build();
        var end = headers.Length;
        if (large == "certificates")
        {
            SyntheticPe.U32(headers, SyntheticPe.OptionalHeader + 144, (uint)end);
            SyntheticPe.U32(headers, SyntheticPe.OptionalHeader + 148, Size);
        }
        else
        {
            var row = SyntheticPe.SectionTable + (large == ".osrel" ? 0 : 120);
            SyntheticPe.U32(headers, row + 8, Size);
            SyntheticPe.U32(headers, row + 12, 0x1000_0000);
            SyntheticPe.U32(headers, row + 16, Size);
            SyntheticPe.U32(headers, row + 20, (uint)end);
        }

        var program = BlobSource.Concat([BlobSource.FromBytes(headers), BlobSource.Zeros(Size)]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        HostileBytes.Survives(() => UkiReader.Open(program).Kernel.Length > 0);
        HostileBytes.Survives(() => UkiBuilder.Build(UkiBuilderTests.Options() with { Stub = program }).Length > 0);
        if (large == "certificates")
        {
            Assert.That(
                () => AuthenticodeVerifier.Verify(program, []),
                Throws.TypeOf<ImageFormatException>().With.Property("DiagnosticId").EqualTo(DiagnosticIds.LimitExceeded));
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(4_000_000));
    }

    static bool Read(byte[] program) => UkiReader.Open(BlobSource.FromBytes(program)).Image.Sections.All(
        section => section.Content.ToArray().Length <= section.VirtualSize);

    static bool Measure(byte[] program) => MeasurementReport.Create(UkiReader.Open(BlobSource.FromBytes(program))).Predictions.Count > 0;

    static bool Compare(byte[] program) =>
        UkiReader.Open(BlobSource.FromBytes(program)).CompareTo(UkiReader.Open(BlobSource.FromBytes(Uki.Value))).Count < 100;

    static bool Verify(byte[] program) => AuthenticodeVerifier.Verify(BlobSource.FromBytes(program), [TestSigner.First.Certificate, TestSigner.Second.Certificate])
        .All(signature => signature.Reason.Length > 0);

    /// <summary>What could be signed is trusted, whatever its other signatures are.</summary>
    static bool Sign(byte[] program)
    {
        var signed = AuthenticodeSigner.SignAsync(BlobSource.FromBytes(program), TestSigner.Second).GetAwaiter().GetResult();
        return AuthenticodeVerifier.Verify(BlobSource.FromBytes(signed.ToArray()), [TestSigner.Second.Certificate])[^1].Status == AuthenticodeStatus.Trusted;
    }

    static bool UseAsStub(byte[] program)
    {
        var stub = PeImage.Read(BlobSource.FromBytes(program));
        var image = PeSectionWriter.Append(stub, [new PeNewSection(".new", BlobSource.FromText("new"))], BuildClock.Default);
        return PeImage.Read(BlobSource.FromBytes(image.ToArray())).Sections[^1].Content.ToArray().AsSpan().SequenceEqual("new"u8);
    }

    static bool UseAsKernel(byte[] program) =>
        HostileBytes.Survives(() => KernelInfo.Read(BlobSource.FromBytes(program)).Version is null or { Length: < 257 });
}
