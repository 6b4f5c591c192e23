namespace TalosBoot.Factory.Wizard.Files;

/// <summary>A file that pages need.</summary>
internal sealed record WizardFile(string Path, string ContentType, ReadOnlyMemory<byte> Content, string Version);
