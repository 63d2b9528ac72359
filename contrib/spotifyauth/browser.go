package spotifyauth

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"runtime"
)

// openURL opens a page in the user's browser. It does not wait for it.
func openURL(_ context.Context, url string) error {
	var cmd *exec.Cmd
	switch runtime.GOOS {
	case "windows":
		cmd = exec.Command("rundll32", "url.dll,FileProtocolHandler", url)
	case "darwin":
		cmd = exec.Command("open", url)
	default:
		if os.Getenv("DISPLAY") == "" && os.Getenv("WAYLAND_DISPLAY") == "" {
			return errors.New("there is no graphical display") // xdg-open would fill the terminal
		}
		cmd = exec.Command("xdg-open", url)
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	go cmd.Wait() // it ends with the command
	return nil
}
