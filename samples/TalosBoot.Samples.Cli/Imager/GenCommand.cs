using System.CommandLine;
using System.Text;
using TalosBoot.Boot.SecureBoot;
using TalosBoot.Boot.Signing;
using TalosBoot.Core.Determinism;
using TalosBoot.Errors;
using TalosBoot.Samples.Cli.Display;

namespace TalosBoot.Samples.Cli.Imager;

/// <summary><c>imager gen secureboot uki|pcr|database</c>, as <c>talosctl gen secureboot</c> (uki-secureboot.md 8).</summary>
static class GenCommand
{
    static readonly Option<string> Output = new("--output", "-o") { HelpName = "DIR", Description = "the folder to write to", DefaultValueFactory = _ => "_out", Recursive = true };
    static readonly Option<bool> Force = new("--force", "-f") { Description = "overwrite files that exist", Recursive = true };
    static readonly Option<string> CommonName = new("--common-name") { HelpName = "NAME", Description = "the name in the certificate", DefaultValueFactory = _ => SigningKeys.DefaultUkiName };
    static readonly Option<string?> EnrolledCertificate = new("--enrolled-certificate") { HelpName = "FILE", Description = "the certificate to enroll (default: the one in the output folder)" };
    static readonly Option<string?> SigningCertificate = new("--signing-certificate") { HelpName = "FILE", Description = "the certificate to sign with (default: the one in the output folder)" };
    static readonly Option<string?> SigningKey = new("--signing-key") { HelpName = "FILE", Description = "the key to sign with (default: the one in the output folder)" };
    static readonly Option<string?> WellKnownCerts = new("--well-known-certs") { HelpName = "DIR", Description = "folder with Microsoft's certificates to enroll too (TalosBoot ships none)" };

    public static Command Create()
    {
        var secureBoot = new Command("secureboot", "Makes keys and databases for Secure Boot.");
        AddTo(secureBoot);
        return new Command("gen", "Makes keys.") { secureBoot };
    }

    /// <summary>Adds <c>uki</c>, <c>pcr</c> and <c>database</c> to a command.</summary>
    public static void AddTo(Command command)
    {
        command.Add(Output);
        command.Add(Force);
        command.Add(Verb("uki", "a key and certificate for UKIs", CreateUkiKey, CommonName));
        command.Add(Verb("pcr", "a key for PCR policies", CreatePcrKey));
        command.Add(Verb("database", "databases to enroll", CreateDatabasesAsync, EnrolledCertificate, SigningCertificate, SigningKey, WellKnownCerts));
    }

    static Command Verb(
        string name, string what, Func<ParseResult, CancellationToken, Task<IReadOnlyList<(string Name, ReadOnlyMemory<byte> Content)>>> create,
        params Option[] options)
    {
        var command = new Command(name, $"Makes {what}.");
        foreach (var option in options)
        {
            command.Add(option);
        }

        command.SetAction(async (flags, cancellationToken) =>
        {
            var files = await create(flags, cancellationToken);
            var folder = FolderOf(flags);
            await SigningFolder.WriteAsync(folder, files, flags.GetValue(Force), cancellationToken);
            if (GlobalOptions.WantsJson(flags))
            {
                JsonOutput.WriteObject(writer => JsonOutput.WriteTexts(writer, "files", files.Select(file => Path.Combine(folder, file.Name))));
            }

            return (int)ExitCode.Success;
        });
        return command;
    }

    static Task<IReadOnlyList<(string Name, ReadOnlyMemory<byte> Content)>> CreateUkiKey(ParseResult flags, CancellationToken cancellationToken)
    {
        var key = SigningKeys.CreateUkiSigningKey(flags.GetValue(CommonName)!, Now());
        return Task.FromResult<IReadOnlyList<(string Name, ReadOnlyMemory<byte> Content)>>(
        [
            (SigningKeys.UkiCertificatePemFile, Encoding.ASCII.GetBytes(key.CertificatePem!)), (SigningKeys.UkiCertificateDerFile, key.CertificateDer),
            (SigningKeys.UkiKeyFile, Encoding.ASCII.GetBytes(key.PrivateKeyPem)),
        ]);
    }

    static Task<IReadOnlyList<(string Name, ReadOnlyMemory<byte> Content)>> CreatePcrKey(ParseResult flags, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<(string Name, ReadOnlyMemory<byte> Content)>>(
            [(SigningKeys.PcrKeyFile, Encoding.ASCII.GetBytes(SigningKeys.CreatePcrSigningKey().PrivateKeyPem))]);

    static async Task<IReadOnlyList<(string Name, ReadOnlyMemory<byte> Content)>> CreateDatabasesAsync(ParseResult flags, CancellationToken cancellationToken)
    {
        var certificate = flags.GetValue(SigningCertificate) ?? InOutput(flags, SigningKeys.UkiCertificatePemFile);
        using var signer = FileSecureBootSigner.FromPemFiles(flags.GetValue(SigningKey) ?? InOutput(flags, SigningKeys.UkiKeyFile), certificate);
        var enrolled = Core.Content.BlobSource.FromFile(flags.GetValue(EnrolledCertificate) ?? InOutput(flags, SigningKeys.UkiCertificatePemFile));
        var databases = await SecureBootDatabase.CreateAsync(
            signer,
            new SecureBootDatabaseOptions
            {
                EnrolledCertificatePem = enrolled.ToArray(),
                WellKnownCertificates = flags.GetValue(WellKnownCerts) is { } folder ? WellKnownCertificates.ReadFolder(folder) : null,
                Time = new BuildClock(Now().ToUnixTimeSeconds()),
            },
            cancellationToken);
        return [.. databases.Select(database => (database.Variable.ToFileName(), database.Content))];
    }

    /// <summary>The folder of <c>--output</c>; where that was not given, that of <c>--keys</c>.</summary>
    static string FolderOf(ParseResult flags) => flags.GetResult(Output) is { Implicit: false } ? flags.GetValue(Output)! : GlobalOptions.FindKeys(flags) ?? flags.GetValue(Output)!;

    static string InOutput(ParseResult flags, string name) => Path.Combine(FolderOf(flags), name);

    /// <summary>Keys and databases are of the moment at which they are made, in whole seconds.</summary>
    static DateTimeOffset Now() => DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds());
}
