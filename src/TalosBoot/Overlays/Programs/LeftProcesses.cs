#pragma warning disable RS0030 // Looks for processes that a program of an image left, and ends them.
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace TalosBoot.Overlays.Programs;

/// <summary>
/// Finds what a program left running in the background, which no longer counts as its child: processes of Linux whose <c>HOME</c> is the private folder of
/// the program, or that work in it. One that has changed both is not found.
/// </summary>
static class LeftProcesses
{
    // One that is found may have started another one before it is ended.
    const int Rounds = 5;

    /// <summary>Ends them.</summary>
    /// <param name="folder">The private folder, which no other program has.</param>
    public static void End(string folder)
    {
        for (var round = 0; round < Rounds && EndAll(folder); round++)
        {
        }
    }

    static bool EndAll(string folder)
    {
        var (found, home) = (false, Encoding.UTF8.GetBytes($"\0HOME={folder}\0"));
        foreach (var entry in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(entry), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id != Environment.ProcessId
                && Belongs(entry, folder, home))
            {
                found |= TryEnd(id);
            }
        }

        return found;
    }

    static bool Belongs(string entry, string folder, ReadOnlySpan<byte> home)
    {
        try
        {
            byte[] environment = [0, .. File.ReadAllBytes(Path.Combine(entry, "environ"))];
            return environment.AsSpan().IndexOf(home) >= 0
                || (Directory.ResolveLinkTarget(Path.Combine(entry, "cwd"), returnFinalTarget: false)?.FullName + "/").StartsWith(folder + "/", StringComparison.Ordinal);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false; // It has ended, or is of another user.
        }
    }

    static bool TryEnd(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
            return true;
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return false; // It has ended meanwhile.
        }
    }
}
