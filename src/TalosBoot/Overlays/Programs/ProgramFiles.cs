using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Overlays.Programs;

/// <summary>Brings files to a program of an overlay, and takes over those that it made.</summary>
internal static class ProgramFiles
{
    const int MostEntries = 100_000;
    const long LargestTotal = 2L << 30;

    /// <summary>Writes the program, so that this user can run it.</summary>
    public static async Task WriteProgramAsync(string path, BlobSource program, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await program.WriteToFileAsync(path, null, cancellationToken).ConfigureAwait(false);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>Writes the artifacts below a folder, with what links lead to in place of the links.</summary>
    public static async Task ExtractAsync(ArtifactTree artifacts, string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);

        // The whole walk before the first file: what is refused is not written in part.
        foreach (var (path, entry, _) in artifacts.Walk(string.Empty, cancellationToken).ToList())
        {
            var target = Path.Combine(folder, path);
            if (entry is RegularFile file)
            {
                await file.Content.WriteToFileAsync(target, null, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                Directory.CreateDirectory(target);
            }

            if (!OperatingSystem.IsWindows())
            {
                // Some programs copy the mode of what they copy; this user must be able to read it whatever it is.
                var readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | (entry is RegularFile ? UnixFileMode.None : UnixFileMode.UserExecute);
                File.SetUnixFileMode(target, (UnixFileMode)(entry.Metadata.Mode & 0x1FF) | readable);
            }
        }
    }

    /// <summary>Hands over the files of a folder, which the program made as those of the EFI system partition.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="ready">Folders that were made before the program ran: where they are empty still, they were not wanted.</param>
    /// <param name="context">Takes the files.</param>
    /// <param name="cancellationToken">Stops copying.</param>
    public static void TakeOver(string folder, IReadOnlyList<string> ready, OverlayInstallContext context, CancellationToken cancellationToken)
    {
        PrivateFolder.OpenFolders(folder);
        foreach (var path in ready)
        {
            RemoveEmpty(folder, path);
        }

        new EspReader(folder, context, cancellationToken).Read(string.Empty);
    }

    static void RemoveEmpty(string folder, string path)
    {
        for (var name = path; name.Length > 0; name = Path.GetDirectoryName(name) ?? string.Empty)
        {
            var full = Path.Combine(folder, name);
            if (!LeftFiles.IsFolder(folder, name) || Directory.EnumerateFileSystemEntries(full).Any())
            {
                return;
            }

            Directory.Delete(full);
        }
    }

    /// <summary>Reads the files that a program left.</summary>
    sealed class EspReader(string folder, OverlayInstallContext context, CancellationToken cancellationToken)
    {
        int _entries;
        long _total;

        public void Read(string path)
        {
            foreach (var entry in new DirectoryInfo(Path.Combine(folder, path)).GetFileSystemInfos().OrderBy(entry => entry.Name, StringComparer.Ordinal))
            {
                cancellationToken.ThrowIfCancellationRequested();
                var below = FilePath.Join(path, entry.Name);
                _ = ++_entries <= MostEntries ? 0 : throw Refused(below, $"and more than {MostEntries} files and folders in all");
                if (entry.LinkTarget is not null)
                {
                    throw Refused(below, "a symbolic link, which a FAT file system does not have");
                }

                if (entry is FileInfo file)
                {
                    Keep(file, below);
                }
                else
                {
                    context.MakeFolder(below);
                    Read(below);
                }
            }
        }

        void Keep(FileInfo file, string path)
        {
            var mode = OperatingSystem.IsWindows() ? FileMetadata.DefaultFile.Mode : (int)file.UnixFileMode;
            using var input = LeftFiles.TryOpen(file.FullName) ?? throw Refused(path, "a pipe or device, which a FAT file system does not have");
            if ((_total += input.Length) > LargestTotal)
            {
                throw Refused(path, $"and more than {LargestTotal} bytes in all");
            }

            context.WriteFile(path, context.Spool.Write(ContentKind.Data, input.CopyTo), mode);
        }

        OverlayException Refused(string path, string what) => context.Failure(
            DiagnosticIds.OverlayFileRefused, $"its program made \"{path}\", {what}. Report it to the maker of the overlay.");
    }
}
