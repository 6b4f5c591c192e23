using System.Text;
using TalosBoot.Boot.Measurement;
using TalosBoot.Boot.Signing;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Versions;
using TalosBoot.Core.Work;
using TalosBoot.Executables.Pe;

namespace TalosBoot.Boot.Uki;

/// <summary>Plans unified kernel images: a stub, and the parts that it boots, in one EFI program.</summary>
/// <remarks>
/// The section set, order and bytes are those of Talos' imager from 1.10 on, for every Talos version: it is what the public Image Factory
/// serves (docs/formats/uki.md). Kernel and initramfs are placed, not copied.
/// </remarks>
public static class UkiBuilder
{
    /// <summary>Plans an unsigned UKI.</summary>
    /// <param name="options">What goes into it.</param>
    /// <returns>The UKI, an EFI program of known length.</returns>
    /// <exception cref="ArgumentException">
    /// A profile is called <c>main</c>, or an identifier, title, name or command line has a character that would end it early.
    /// </exception>
    /// <exception cref="ImageFormatException">
    /// The stub is no PE32+ image that sections can be appended to (TB4401 to TB4404), or has no <c>.sbat</c> (TB4405); the kernel is of no
    /// known
    /// kind (TB4408); stub or kernel are for another architecture (TB4407).
    /// </exception>
    /// <exception cref="LayoutException">The parts do not fit an image of 4 GiB (TB5003).</exception>
    public static BlobSource Build(UkiOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var (stub, sections) = PlanSections(options, null);
        return PeSectionWriter.Append(stub, [.. sections.InFileOrder(null)], options.Clock);
    }

    /// <summary>
    /// Plans a UKI with signed predictions of PCR 11, as a Secure Boot build has them. It is not signed for Secure Boot yet.
    /// </summary>
    /// <param name="options">What goes into it.</param>
    /// <param name="signer">Signs the predictions.</param>
    /// <param name="cancellationToken">Checked for every mebibyte that is hashed, and handed to the signer.</param>
    /// <returns>The UKI.</returns>
    /// <remarks>Kernel and initramfs are read once, for their hashes. Exceptions besides those of <see cref="Build"/> follow.</remarks>
    /// <exception cref="SigningException">The signer's key is no RSA key (TB4503), it did not sign, or its signature is wrong
    /// (TB4506).</exception>
    public static async Task<BlobSource> BuildSignedAsync(
        UkiOptions options, IPcrSigner signer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(signer);
        ArgumentNullException.ThrowIfNull(options);
        var publicKey = await signer.GetPublicKeyAsync(cancellationToken).ConfigureAwait(false);
        var prepared = await PrepareAsync(options, publicKey, new BuildContext(), cancellationToken).ConfigureAwait(false);
        return prepared.Attach(await DetachedSignatures.SignAllAsync(
            prepared.Requests, request => signer.SignAsync(request, cancellationToken)).ConfigureAwait(false));
    }

    /// <summary>The first of two steps of <see cref="BuildSignedAsync"/>: everything but the signatures.</summary>
    /// <param name="options">What goes into it.</param>
    /// <param name="pcrPublicKey">The PCR signing key, a DER SubjectPublicKeyInfo of an RSA key.</param>
    /// <param name="cancellationToken">Checked for every mebibyte that is hashed.</param>
    /// <returns>What must be signed, and where the signatures go.</returns>
    /// <exception cref="SigningException">The key is no RSA key (TB4503).</exception>
    public static PreparedUki Prepare(UkiOptions options, ReadOnlyMemory<byte> pcrPublicKey, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var (stub, sections, unsigned) = PlanUnsigned(options, pcrPublicKey);
        return new PreparedUki(stub, sections, options.Clock, pcrPublicKey, MeasurementReport.Create(unsigned, cancellationToken));
    }

    /// <summary>The same as <see cref="Prepare"/>, on threads of a build's budget.</summary>
    internal static async Task<PreparedUki> PrepareAsync(
        UkiOptions options, ReadOnlyMemory<byte> pcrPublicKey, BuildContext context, CancellationToken cancellationToken)
    {
        var (stub, sections, unsigned) = PlanUnsigned(options, pcrPublicKey);
        var measurement = await MeasurementReport.CreateAsync(unsigned, context, cancellationToken).ConfigureAwait(false);
        return new PreparedUki(stub, sections, options.Clock, pcrPublicKey, measurement);
    }

    static (PeImage Stub, UkiSectionPlan Sections, UkiReader Unsigned) PlanUnsigned(UkiOptions options, ReadOnlyMemory<byte> pcrPublicKey)
    {
        using var key = RsaKeys.ImportPublicKey(pcrPublicKey);
        var (stub, sections) = PlanSections(options, PcrSignatures.ToPublicKeyPem(key));
        return (stub, sections, UkiReader.Open(PeSectionWriter.Append(stub, [.. sections.InFileOrder(null)], options.Clock)));
    }

    static (PeImage Stub, UkiSectionPlan Sections) PlanSections(UkiOptions options, string? pcrPublicKey)
    {
        CheckText(options);
        var stub = ReadStub(options);
        var kernel = KernelInfo.Read(options.Kernel);
        if (kernel.Architecture != options.Architecture)
        {
            throw new ImageFormatException(
                DiagnosticIds.BootArchitectureMismatch, "kernel", 0,
                $"the kernel is for {kernel.Architecture.ToName()}, the UKI for {options.Architecture.ToName()}. Give the kernel of that "
                + $"architecture.");
        }

        return (stub, UkiSectionPlan.Create(options, FindKernelVersion(options, kernel), pcrPublicKey));
    }

    static PeImage ReadStub(UkiOptions options)
    {
        var stub = PeImage.Read(options.Stub);
        if (stub.Machine != PeMachine.Of(options.Architecture))
        {
            throw new ImageFormatException(
                DiagnosticIds.BootArchitectureMismatch, PeImage.FormatName, stub.PeOffset + 4,
                $"the stub is for machine 0x{stub.Machine:x4}, the UKI for {options.Architecture.ToName()} "
                + $"(0x{PeMachine.Of(options.Architecture):x4}). "
                + "Give the stub of that architecture.");
        }

        return stub.FindSection(UkiSectionNames.Sbat) is not null
            ? stub
            : throw new ImageFormatException(
                DiagnosticIds.UkiSectionMissing, PeImage.FormatName, stub.PeOffset,
                "the stub has no .sbat section. Give systemd's stub (linuxx64.efi.stub, linuxaa64.efi.stub), not its loader.");
    }

    static string? FindKernelVersion(UkiOptions options, KernelInfo kernel) =>
        (options.KernelVersion == KernelVersionSource.ReleaseTable ? KernelVersions.Find(options.Version) : null) ?? kernel.Version;

    static void CheckText(UkiOptions options)
    {
        CheckCommandLine(options.CommandLine);
        foreach (var profile in options.Profiles)
        {
            ArgumentException.ThrowIfNullOrEmpty(profile.Id);
            if (profile.Id == UkiProfile.MainId)
            {
                throw new ArgumentException($"The profile \"{UkiProfile.MainId}\" is always there; a further one needs another "
                    + $"identifier.", nameof(options));
            }

            if (profile.Id.Any(char.IsControl) || profile.Title?.Any(char.IsControl) == true)
            {
                throw new ArgumentException(
                    $"The identifier or title of profile \"{profile.Id}\" has a control character.",
                    nameof(options));
            }

            CheckCommandLine(profile.CommandLine ?? string.Empty);
        }
    }

    static void CheckCommandLine(string commandLine)
    {
        ArgumentNullException.ThrowIfNull(commandLine);
        if (commandLine.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException(
                "The command line has a NUL character, at which the kernel would stop reading.",
                nameof(commandLine));
        }

        var length = Encoding.UTF8.GetByteCount(commandLine);
        if (length > UkiReader.TextLimit)
        {
            throw new LayoutException(
                DiagnosticIds.FieldOverflow, UkiSectionNames.CommandLine, length, UkiReader.TextLimit,
                "the kernel command line is too long for a unified kernel image. Leave out kernel arguments or META values.");
        }
    }
}
