using System.Globalization;
using System.Text;
using TalosBoot.Boot.Authenticode;
using TalosBoot.Boot.Measurement;
using TalosBoot.Boot.Uki;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Versions;
using TalosBoot.Executables.Pe;
using TalosBoot.Inspection.Opening;

namespace TalosBoot.Inspection.Formats;

/// <summary>What UEFI firmware starts: a unified kernel image, a kernel, or another program.</summary>
internal sealed class ExecutableFile : IAssetFormat
{
    public const string UkiName = "unified kernel image";
    public const string ProgramName = "EFI program";

    /// <summary>The fact of a signature, of which there may be several: <see cref="NotSigned"/>, <see cref="NotChecked"/>, or what came out of the check.</summary>
    public const string Signed = "signed";

    public const string NotSigned = "no";
    public const string NotChecked = "yes, not checked";

    /// <summary>What came out where nothing is wrong.</summary>
    public const string Sound = "sound";
    const int CertificateDirectory = 4;
    const int TextLimit = 64 * 1024;

    public bool Recognizes(ContentPart part) => part.HasAt(0, "MZ"u8) || part.HasAt(0x202, "HdrS"u8) || part.HasAt(0x38, "ARM\x64"u8);

    public ValueTask<OpenedPart?> OpenAsync(ContentPart part, InspectionWork work, CancellationToken cancellationToken)
    {
        var image = TryRead(part);
        return ValueTask.FromResult(
            image?.FindSection(".linux") is not null && image.FindSection(".initrd") is not null ? OpenUki(part, work, cancellationToken)
            : TryReadKernel(part) is { } kernel ? OpenKernel(part, kernel, image, work, cancellationToken)
            : image is null ? null
            : OpenProgram(part, image, work, cancellationToken));
    }

    static OpenedPart OpenUki(ContentPart part, InspectionWork work, CancellationToken cancellationToken)
    {
        var uki = UkiReader.Open(part.Content);
        var findings = work.Findings;
        var os = (uki.OsRelease ?? string.Empty).Split('\n').Select(line => line.Split('=', 2)).Where(pair => pair.Length == 2)
            .ToLookup(pair => pair[0], pair => pair[1].Trim('"'));
        var commandLine = work.Mask.ApplyToText(uki.CommandLine);
        var version = os["VERSION_ID"].FirstOrDefault();
        findings.TalosVersion ??= version;
        findings.KernelVersion ??= uki.KernelVersion;
        findings.Architecture ??= uki.Image.Architecture?.ToName();
        foreach (var profile in uki.Profiles)
        {
            findings.BootEntries.Add(new InspectedBootEntry(part.Path, "UKI", profile.Title ?? profile.Id, work.Mask.ApplyToText(profile.CommandLine)));
        }

        if (uki.Profiles.Count == 0)
        {
            findings.BootEntries.Add(new InspectedBootEntry(part.Path, "UKI", null, commandLine));
        }

        if (work.ReadsContents)
        {
            work.Budget.SpendBytes(part.Content.Length);
            findings.Measurements.AddRange(MeasurementReport.Create(uki, cancellationToken).Predictions.Select(prediction => new InspectedMeasurement(
                part.Path, prediction.ProfileId, prediction.Bank.ToString().ToLowerInvariant(),
                prediction.PhaseText, prediction.ValueText)));
        }
        else
        {
            findings.Omit(part, "PCR 11 is a hash: all of it would have to be read.");
        }

        var signed = SignaturesOf(part, uki.Image, work, cancellationToken);
        return new OpenedPart
        {
            Format = UkiName,
            Kind = AssetKind.UnifiedKernelImage,
            Facts =
            [
                .. FactsOf(
                    ("Talos", version), ("kernel", uki.KernelVersion), ("architecture", uki.Image.Architecture?.ToName())),
                .. signed,
                new AssetFact("command line", commandLine),
            ],
            Parts = [.. NamedSections(uki).Select((section, index) => new ContentPart(part, NameOf(uki, index), section.Content))],
        };
    }

    static IEnumerable<PeSection> NamedSections(UkiReader uki) => uki.Image.Sections.Where(section => section.Name.StartsWith('.'));

    /// <summary>The sections of one name are numbered from the second: each profile of a UKI has its own.</summary>
    static string NameOf(UkiReader uki, int index)
    {
        var sections = NamedSections(uki).ToList();
        var before = sections.Take(index).Count(section => section.Name == sections[index].Name);
        return before == 0 ? sections[index].Name : string.Create(CultureInfo.InvariantCulture, $"{sections[index].Name} {before + 1}");
    }

    static OpenedPart OpenKernel(ContentPart part, KernelInfo kernel, PeImage? image, InspectionWork work, CancellationToken cancellationToken)
    {
        work.Findings.KernelVersion ??= kernel.Version;
        work.Findings.Architecture ??= kernel.Architecture.ToName();
        return new OpenedPart
        {
            Format = "kernel",
            Kind = AssetKind.Kernel,
            Facts =
            [
                .. FactsOf(("version", kernel.Version), ("format", kernel.Format.ToString()), ("architecture", kernel.Architecture.ToName())),
                .. image is null ? [] : SignaturesOf(part, image, work, cancellationToken),
            ],
        };
    }

    static OpenedPart OpenProgram(ContentPart part, PeImage image, InspectionWork work, CancellationToken cancellationToken)
    {
        var signed = SignaturesOf(part, image, work, cancellationToken);
        return new OpenedPart
        {
            Format = ProgramName,
            Kind = AssetKind.EfiProgram,
            Facts = [.. FactsOf(("program", NameOf(image)), ("architecture", image.Architecture?.ToName())), .. signed],
        };
    }

    static IEnumerable<AssetFact> FactsOf(params (string Name, string? Value)[] facts) =>
        facts.Where(fact => fact.Value is not null).Select(fact => new AssetFact(fact.Name, fact.Value!));

    /// <summary>systemd-boot says in a section what it is; GRUB has its modules in one.</summary>
    static string? NameOf(PeImage image) =>
        image.FindSection(".sdmagic") is { Content.Length: < TextLimit } magic
            ? Encoding.UTF8.GetString(magic.Content.ToArray()).Trim('#', ' ', '\0').Replace("LoaderInfo: ", string.Empty, StringComparison.Ordinal)
        : image.FindSection("mods") is not null ? "GRUB"
        : null;

    static List<AssetFact> SignaturesOf(ContentPart part, PeImage image, InspectionWork work, CancellationToken cancellationToken)
    {
        if (image.DataDirectories.Count <= CertificateDirectory || image.DataDirectories[CertificateDirectory].Size == 0)
        {
            return [new AssetFact(Signed, NotSigned)];
        }

        if (!work.ReadsContents)
        {
            work.Findings.Omit(part, "it is signed, and the signature was not checked: all of it would have to be read.");
            return [new AssetFact(Signed, NotChecked)];
        }

        work.Budget.SpendBytes(part.Content.Length);
        var signatures = AuthenticodeVerifier.Verify(part.Content, [], cancellationToken);
        work.Findings.Signatures.AddRange(signatures.Select(signature => new InspectedSignature(
            part.Path, StatusOf(signature), signature.Certificate?.Subject, signature.Certificate?.NotBefore, signature.Certificate?.NotAfter)));
        return [.. signatures.Select(signature => new AssetFact(Signed, $"{StatusOf(signature)}, by {signature.Certificate?.Subject ?? "nobody"}"))];
    }

    /// <summary>No certificate is trusted here: one that is not is the best that can come out.</summary>
    static string StatusOf(AuthenticodeSignature signature) => signature.Status switch
    {
        AuthenticodeStatus.Trusted or AuthenticodeStatus.Untrusted => Sound,
        _ => signature.Reason,
    };

    static PeImage? TryRead(ContentPart part)
    {
        try
        {
            return PeImage.Read(part.Content);
        }
        catch (ImageFormatException)
        {
            // An old kernel has the mark of a program, and is none.
            return null;
        }
    }

    static KernelInfo? TryReadKernel(ContentPart part)
    {
        try
        {
            return KernelInfo.Read(part.Content);
        }
        catch (ImageFormatException)
        {
            return null;
        }
    }
}
