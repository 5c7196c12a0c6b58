/** What is not in the window's first picture waits until that is on the screen. */
import { ref } from 'vue'

/** Whether the first picture is on the screen. */
export const pictured = ref(false)

/** Notes when what stands on the page now has been drawn and two frames have gone by. */
export async function watchFirstPicture(): Promise<void> {
  for (let frames = 0; frames < 3; frames += 1) await new Promise((drawn) => requestAnimationFrame(drawn))
  // A frame's own work comes first.
  await new Promise((later) => setTimeout(later))
  pictured.value = true
}
